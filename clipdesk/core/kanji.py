"""Old forms of kanji (旧字体) and the forms that took their place (新字体). Pure data.

Public knowledge: the forms that the lists of kanji for common use and for names (常用漢字表,
人名用漢字) replaced, the simplified forms of print (鴎, 蝉, …) with those that the dictionaries have,
and a few forms of names that differ as old and new ones do (髙, 﨑, 邉). Forms that Unicode itself
makes equal (神, 海, 逸 …) need no line here. Kanji that are words of their own are left apart: where
several came to share a form (辨, 瓣, 辯: 弁) readers write all of them as that.
"""

from __future__ import annotations

from typing import Final

_PAIRS: Final = """
亞亜 惡悪 壓圧 圍囲 醫医 爲為 壹壱 隱隠 榮栄 營営 衞衛 驛駅 圓円 緣縁 鹽塩 艷艶 應応 歐欧 毆殴 櫻桜
奧奥 橫横 溫温 穩穏 假仮 價価 畫画 會会 壞壊 懷懐 繪絵 擴拡 殼殻 覺覚 學学 嶽岳 樂楽 渴渇 卷巻 陷陥
勸勧 寬寛 關関 歡歓 觀観 氣気 旣既 歸帰 龜亀 僞偽 戲戯 犧犠 舊旧 據拠 擧挙 虛虚 峽峡 挾挟 狹狭 鄕郷
曉暁 區区 驅駆 勳勲 薰薫 羣群 徑径 惠恵 揭掲 溪渓 經経 螢蛍 輕軽 繼継 鷄鶏 雞鶏 藝芸 擊撃 缺欠 硏研
縣県 儉倹 劍剣 劒剣 險険 圈圏 檢検 獻献 權権 顯顕 驗験 嚴厳 吳呉 娛娯 效効 恆恒 黃黄 鑛鉱 礦鉱 號号
國国 黑黒 碎砕 濟済 齋斎 劑剤 雜雑 參参 棧桟 蠶蚕 慘惨 贊賛 殘残 絲糸 齒歯 兒児 辭辞 濕湿 實実 舍舎
寫写 釋釈 壽寿 收収 從従 澁渋 獸獣 縱縦 肅粛 處処 緖緒 敍叙 敘叙 尙尚 奬奨 獎奨 將将 涉渉 燒焼 稱称
證証 乘乗 剩剰 壤壌 孃嬢 條条 淨浄 狀状 疊畳 穰穣 讓譲 釀醸 囑嘱 觸触 寢寝 愼慎 晉晋 眞真 盡尽 圖図
粹粋 醉酔 穗穂 隨随 髓髄 樞枢 數数 瀨瀬 聲声 靑青 靜静 齊斉 攝摂 竊窃 專専 戰戦 淺浅 潛潜 纖繊 踐践
錢銭 禪禅 曾曽 雙双 壯壮 搜捜 插挿 巢巣 爭争 總総 莊荘 裝装 騷騒 增増 臟臓 藏蔵 卽即 屬属 續続 墮堕
對対 體体 帶帯 滯滞 臺台 瀧滝 擇択 澤沢 單単 擔担 膽胆 團団 彈弾 斷断 癡痴 遲遅 晝昼 蟲虫 鑄鋳 廳庁
徵徴 聽聴 敕勅 鎭鎮 遞逓 鐵鉄 轉転 點点 傳伝 黨党 盜盗 燈灯 當当 鬭闘 鬪闘 德徳 獨独 讀読 屆届 貳弐
惱悩 腦脳 霸覇 拜拝 廢廃 賣売 麥麦 發発 髮髪 拔抜 晚晩 蠻蛮 祕秘 濱浜 濵浜 甁瓶 佛仏 拂払 倂併 竝並
變変 邊辺 邉辺 辨弁 瓣弁 辯弁 舖舗 步歩 寶宝 寳宝 豐豊 沒没 飜翻 每毎 萬万 滿満 麵麺 麪麺 默黙 彌弥
譯訳 藥薬 與与 豫予 餘余 譽誉 搖揺 樣様 謠謡 來来 賴頼 亂乱 覽覧 龍竜 兩両 獵猟 綠緑 淚涙 壘塁 禮礼
勵励 戾戻 靈霊 隸隷 齡齢 曆暦 歷歴 歲歳 戀恋 鍊錬 爐炉 勞労 樓楼 郞郎 祿禄 錄録 灣湾 彎弯 內内 產産
值値 强強 說説 稅税 脫脱 悅悦 閱閲 銳鋭 敎教 姬姫 彥彦 顏顔 淸清 戶戸 飮飲 餠餅 槪概 廣広 罐缶
册冊 冰氷 凉涼 姊姉 塲場 壻婿 莖茎 亙亘 巖巌 堯尭 遙遥 瑤瑶 槇槙 檜桧 聰聡 煕熙 瘦痩 剝剥 塡填 驒騨
頰頬 鷗鴎 蟬蝉 顚顛 摑掴 嚙噛 搔掻 軀躯 繫繋 瀆涜 禱祷 潑溌 醱醗 蔣蒋 醬醤 屢屡 簞箪 濤涛 檮梼 篭籠
竈竃 壺壷 鹼鹸 麴麹 靱靭 焰焔 俠侠 囊嚢 噓嘘 吞呑 姸妍 屛屏 幷并 攪撹 潴瀦 禰祢 萊莱 蘆芦 蠟蝋 蠣蛎
諫諌 賤賎 邇迩 鉤鈎 鰺鯵 鶯鴬 繡繍 頸頚 藪薮 讚讃 廏厩 廐厩 廚厨 俱倶 髙高 﨑崎
"""

NEW_FORMS: Final = {pair[0]: pair[1] for pair in _PAIRS.split()}
"""The new form of each old one; no new form is an old one itself."""
