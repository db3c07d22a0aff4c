"""Invented archives of any size, in the archive's own printed form. All words are our own.

    python -m tests.benchmarks.archive N > page.txt

The same seed gives the same page. Words are drawn so that a few are everywhere and most are rare,
as in print: some 4,000 compounds, names and types of equipment, 40 known sources, 15 years.
"""

from __future__ import annotations

import datetime as dt
import random
import sys
from bisect import bisect
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, count
from typing import Final, TypeVar

NEWEST: Final = dt.date(2023, 12, 5)
DAYS: Final = 15 * 365
TITLE: Final = "生成した報道"
_FURNITURE: Final = (
    "(計測用: 出来事はすべて架空です)\n\n年 月 日\n出   典\n標       題\n要             旨\n"
)

# ---- words -------------------------------------------------------------------------------------


def _words(text: str, separator: str | None = None) -> list[str]:
    return text.split(separator)


# Each printed name with how often it is met. The reader knows all of them (resources/sources.toml).
_JAPANESE: Final = {
    "時事通信": 90, "共同通信": 80, "読売新聞": 60, "讀賣新聞": 25, "朝日新聞": 50, "毎日新聞": 45,
    "産経新聞": 45, "日経新聞": 40, "ロイタ通信": 40, "ロイター": 12, "AFP=時事": 35, "NHK": 30,
    "聯合ニュース": 30, "新華社": 25, "人民網": 20, "中央社": 15, "CNN": 15, "TBS News": 12,
    "FNN プライム": 10, "テレ朝 News": 10, "日テレ News": 10, "乗りもの\n ニュース": 8, "Record China": 8,
    "中央日報": 8, "朝鮮日報": 8, "東京新聞": 6, "西日本新聞": 4, "北海道新聞": 4, "河北新報": 3,
    "琉球新報": 4, "沖縄タイムス": 4, "朝雲新聞": 3, "BBC News": 4, "Newsweek 日本版": 3, "東亜日報": 2,
}  # fmt: skip
_ENGLISH: Final = {  # printed in one line with their headlines
    "Jane's Defence Weekly": 40, "International Defence Review": 15, "Jane's 360": 12,
    "Jane's Missiles & Rockets": 8, "Defense News": 10, "C4ISRNET": 5, "Breaking Defense": 4,
    "Stars & Stripes": 4, "USNI News": 3, "Space News": 3, "The Diplomat": 2, "Naval News": 2,
}  # fmt: skip
_HINTS: Final = {"Jane's Defence Weekly": "JDW", "International Defence Review": "IDR"}

_COUNTRIES: Final = _words(
    "中国 ロシア 米国 日本 北朝鮮 韓国 台湾 インド イラン ウクライナ イスラエル 英国 トルコ カザフスタン "
    "フランス ドイツ パキスタン 豪州 フィリピン ベトナム サウジアラビア シリア ポーランド ウズベキスタン "
    "キルギス タジキスタン アフガニスタン ベラルーシ フィンランド スウェーデン ノルウェー エジプト "
    "インドネシア マレーシア シンガポール タイ ミャンマー モンゴル トルクメニスタン ジョージア "
    "アルメニア アゼルバイジャン カナダ イタリア スペイン ブラジル リビア イエメン イラク カタール "
    "ルーマニア チェコ ハンガリー ギリシャ スリランカ バングラデシュ ネパール ジブチ ケニア 南アフリカ"
)
_ACTORS: Final = _words(
    "国防省 外務省 米軍 政府 海軍 空軍 陸軍 国防総省 外交部 大統領府 海上保安庁 防衛省 自衛隊 国連安保理 "
    "国営通信社 議会 中央軍事委員会 国防相 外相 首相 統合参謀本部 沿岸警備隊 情報当局 税関 宇宙軍 海兵隊 "
    "ロケット軍 国防研究所 財務省 商務省 調査委員会 報道官 国境警備隊 造船所 航空当局 中央銀行 商工会議所"
)
_THINGS: Final = _words(
    "弾道ミサイル 極超音速ミサイル 巡航ミサイル 核弾頭 核実験 経済制裁 一帯一路 無人機 潜水艦 空母 駆逐艦 "
    "フリゲート艦 衛星 早期警戒機 戦闘機 爆撃機 哨戒機 輸送機 ヘリコプタ 戦車 装甲車 榴弾砲 地対空ミサイル "
    "対艦ミサイル レーダ 電子戦装備 海底ケーブル 半導体 レアアース 天然ガス 原油 揚陸艦 補給艦 無人艇 "
    "サイバ攻撃 合同演習 国境紛争 領空侵犯 防空識別圏 射爆場 飛行場 宇宙基地 弾薬庫 造船能力 国防予算 "
    "安全保障条約 軍事顧問団 飛行禁止区域 停戦監視団 経済回廊"
)
_CODES: Final = _words(
    "F-35A,F-35B,F-15EX,F-16V,F-2,Su-57,Su-35S,MiG-31K,J-20,J-16,H-6K,Y-20,KJ-500,B-21,B-52H,P-8A,E-2D,"
    "E-7A,C-17,KC-46A,MQ-9,RQ-4,UAV,UUV,USV,UCAV,S-400,S-500,HQ-9B,THAAD,PAC-3,SM-3,SM-6,JASSM-ER,LRASM,"
    "DF-17,DF-21D,DF-26,DF-41,JL-3,KN-23,Zircon,Kinzhal,Kalibr,Iskander-M,Type 055,Type 054A,Type 093B,"
    "AESA,SAR,AIS,GPS,GNSS,ISR,ISIS,IS,C4I,ASW,ABM,BMD,HGV,ICBM,SLBM,IRBM,MRBM,A2/AD,EEZ,FONOP,NATO,SCO,"
    "CSTO,QUAD,AUKUS,ASEAN,Mach 5,AIM-120D,AGM-158,Link 16,Starlink,Bayraktar TB2,Shahed-136,Lancet"
    , ","
)  # fmt: skip
_VERBS: Final = _words(
    "発表した 明らかにした 開始した 配備した 完了した 承認した 延期した 再開した 中止した 公開した 批判した "
    "要求した 否定した 検討している 計画している 確認した 撤回した 署名した 受領した 発注した 報じた 警告した "
    "進水させた 退役させた 試験した 追跡した 拿捕した 解除した 強化した 断念した"
)
_NOUNS: Final = _words(
    "制裁 演習 配備 開発 調達 試験 訓練 建造 改修 派遣 撤収 交渉 合意 協定 輸出 禁輸 査察 通報 声明 支援 供与 "
    "哨戒 監視 封鎖 迎撃 発射 着弾 探知 飛行 航行 寄港 増強 削減 廃止 延長 再編 移転 受注 量産 進水"
)
_UNITS: Final = (
    "隻",
    "機",
    "基",
    "両",
    "名",
    "発",
    "km",
    "㌧",
    "ヵ国",
    "社",
    "件",
    "ヵ所",
    "ha",
    "nm",
)
_BRACKETED: Final = (
    "電波妨害",
    "重要土地",
    "専守防衛",
    "自由で開かれた海",
    "自国の庭",
    "予告なき点検",
    "静かな春",
)

# Parts of words that nobody has said yet: compounds of two, names of three or four.
_KANJI: Final = (
    "国軍海空陸防衛核米中露英仏独印韓朝台湾北南東西部隊艦船機弾道発射試験開始終了合同演習訓練司令官長相首統領議会"
    "政府省庁局課員団体社員民間企業工場造船所基地港湾空域領土境界線海峡島嶼半島沿岸沖合深浅高低大小新旧前後左右上下"
    "内外遠近重軽強弱明暗早遅増減加除出入送受給補修理改造建設計画案件法律規則令状況報告書類文化歴史教育科学技術研究"
    "究明解決定義務権利益損害賠償金銭額価格市場貿易輸出入関税制裁禁止許可承認拒否反対賛成投票選挙党派閥首脳閣僚外交"
    "使節領事館員通信電波妨害衛星宇宙軌道観測気象地震津波火山災害救助避難警報監視偵察哨戒警備巡視追跡捜索拿捕逮捕起"
    "訴判決刑罰釈放交換条約協定盟約署名批准履行停止破棄延長短縮期限年月日時刻分秒週末春夏秋冬朝昼夜星光影音声色形質"
    "量数値率比例均衡勢力圏域際間接直進退却攻守撃破沈没浮上潜航走行飛翔昇降着陸離発搭載備砲塔銃剣火薬爆雷魚網糸針"
    "鉄鋼銅銀鉛石油炭素水素酸素窒塩硫黄電池熱源力学物理化生医療薬品食糧農漁林業鉱山川河湖沼森野原丘谷崖洞窟橋路線"
    "駅車両輪軸翼尾胴体頭部品材料費用途具器械装置系統制御管理運営組織構成要素因果結末端緒論説批評価判断予測推定"
)
_KANA: Final = _words(
    "ア イ ウ エ オ カ キ ク コ サ シ ス セ タ チ テ ト ナ ニ ノ ハ バ ビ ブ ベ ボ マ ミ ム メ モ ヤ ユ ラ リ ル レ ロ "
    "ワ ガ ギ グ ゴ ザ ジ ズ ダ デ ド パ ピ プ ポ ヴァ シャ ジェ チョ ーン ッカ ッタ ンド ンスキ"
)
_LATIN: Final = _words(
    "ar bel cor dan el far gor hal ix jan kel lor mar nor os pel quin ras sol tor ur ven wal yar zan"
)

_BODY: Final = (
    "{country}の{actor}が{day}日、{compound}海域で{thing}の{noun}を{verb}。",
    "{country}{actor}の{name}報道官は{day}日の記者会見で、{thing}をめぐる{compound}について「{compound}の{noun}は{noun}と切り離せない」と述べた。",
    "{source_name}によると、{country}は{place}に{thing}{number}{unit}を送り、{compound}を{verb}。",
    "{number}{unit}のうち{few}{unit}は{code}で、残りは{name}社が{place}で{noun}する。",
    "{actor}は{compound}と{compound}の{noun}を理由に、{country}への{noun}を{few}ヵ月{verb}。",
    "{code}は{year}年に{noun}が始まり、{thing}としては{country}で初めて{compound}を備える。",
    "また{place}の{compound}では{country}の{code} {few}機が{noun}に加わり、{compound}の{noun}を{verb}。",
    "ただ{name}教授は、{compound}の{noun}が{thing}の{noun}につながるかは疑わしいとみている。",
    "{country}と{country}は{year}年{month}月に結んだ{compound}協定に基づき、{thing}の共同{noun}を{verb}。",
    "{actor}関係者は、{compound}が{number}{unit}に達すれば{country}の{noun}も避けられないと話している。",
    "この{noun}で{place}の住民およそ{number}名が{compound}に移り、{compound}は{few}週間にわたり止まった。",
    "{name}級{thing}の{few}番艦が{place}で進水し、{compound}を{verb}。 全長は{number}mで、{code}を搭載する。",
    "{country}は{compound}を{noun}の条件としており、{actor}の{name}局長は「{compound}なくして{noun}なし」と強調した。",
    "{compound}をめぐる{country}と{country}の{noun}は{few}年目に入ったが、{compound}の見通しは立っていない。",
    "費用は${number}Mで、{country}が{few}割を{compound}基金から支払う。",
    "{place}から{number}km離れた{compound}では、{code}とみられる{thing}が衛星の画像で{verb}。",
)  # fmt: skip
_REMARKED: Final = (
    "{code}(註:{country}の{compound}型、射程{number}km)は{compound}に対する{noun}を{verb}。",
    "{name}(註:前{actor}顧問)は{compound}の{noun}に慎重である。",
)
_HEADLINES: Final = (
    "{country}、{thing}の{noun}を{place}で開始",
    "{country}{actor}「{compound}の{noun}」を否定",
    "{thing}{number}{unit}を{place}に 「{bracketed}」へ{compound}強化",
    "{place}沖で{country}の{code}が{noun}",
    "{compound}めぐり{country}と{country}が{noun}",
    "{name}{actor}長、{country}の{thing}に懸念 「{compound}は一線」",
    "{code} {few}機が{place}に展開 {compound}見据え",
)
_ENGLISH_HEADLINES: Final = (
    "{latin} tests {code} off {latin}",
    "{latin} orders {few} more {code} for {latin} base",
    "Inside {latin}'s quiet {code} programme",
    "{code} returns to {latin} after {number} days",
    "What {latin} learned from {code}",
)
_NOTES: Final = (
    "{country}の{thing}は{year}年の{compound}以来、{noun}を繰り返してきた。",
    "記事は触れていないが、{code}の{noun}は{compound}の前触れとみるべきであろう。",
    "{compound}と{compound}を区別しない報道が多いので注意を要する。",
    "①{country}の{noun}、②{compound}の{noun}の二つが鍵となる。",
    "{name}の発言は{year}年{month}月のものと食い違っている。",
)
_LISTED: Final = (
    "{latin}: {number}㌧、全長{number}m、{year}年就役",
    "・{compound}の{noun}",
    "・{code}による{noun}",
)
_HEADINGS: Final = ("{compound}の{noun}", "{place}の{compound}", "{thing}")


class _Words:
    """The vocabulary of every archive: the same whatever the seed."""

    def __init__(self) -> None:
        rng = random.Random(1_000)
        kanji = sorted(set(_KANJI))
        rng.shuffle(kanji)

        def distinct(make: Callable[[], str], number: int) -> list[str]:
            found: dict[str, None] = {}
            while len(found) < number:
                found[make()] = None
            return list(found)

        def common_kanji() -> str:
            return kanji[int(len(kanji) * rng.random() ** 1.5)]

        self.compounds = distinct(lambda: common_kanji() + common_kanji(), 4_000)
        self.names = distinct(lambda: "".join(rng.choices(_KANA[:38], k=rng.randint(2, 4))), 1_500)
        self.latin = distinct(
            lambda: "".join(rng.choices(_LATIN, k=rng.randint(2, 3))).title(), 900
        )
        self.places = [
            *("".join(rng.choices(_KANA, k=3)).lstrip("ーッン") + end for end in "州島港湾市岬" for _ in range(90)),
            *(common_kanji() + common_kanji() + end for end in "島港湾市灘岬" for _ in range(60)),
        ]  # fmt: skip
        rng.shuffle(self.places)


_T = TypeVar("_T")


class _Writer:
    """Writes sentences: fills the slots of templates with words drawn by rank."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.random = self.rng.random
        words = _Words()
        steep, flat = 2.5, 1.0
        ranked: dict[str, tuple[Sequence[str], float]] = {
            "country": (_COUNTRIES, steep),
            "actor": (_ACTORS, steep),
            "thing": (_THINGS, 1.8),
            "code": (_CODES, 1.8),
            "verb": (_VERBS, 2.0),
            "noun": (_NOUNS, 1.5),
            "compound": (words.compounds, steep),
            "name": (words.names, 1.8),
            "latin": (words.latin, 1.8),
            "place": (words.places, 2.0),
            "unit": (_UNITS, 1.5),
            "bracketed": (_BRACKETED, flat),
            "source_name": (_ACTORS, flat),
            "day": ([str(day) for day in range(1, 32)], flat),
            "month": ([str(month) for month in range(1, 13)], flat),
            "year": ([str(year) for year in range(1990, 2035)], flat),
            "few": ([str(number) for number in range(2, 10)], flat),
            "number": (
                [f"{number:,}" for number in (*range(10, 100), *range(100, 9_990, 37))],
                steep,
            ),
        }
        self.ranked = ranked
        parse = self._parse
        self.body = [parse(template) for template in _BODY]
        self.remarked = [parse(template) for template in _REMARKED]
        self.headlines = [parse(template) for template in _HEADLINES]
        self.english_headlines = [parse(template) for template in _ENGLISH_HEADLINES]
        self.notes = [parse(template) for template in _NOTES]
        self.listed = [parse(template) for template in _LISTED]
        self.headings = [parse(template) for template in _HEADINGS]

    def _parse(self, template: str) -> list[tuple[str, Sequence[str], float]]:
        """A template as (text before the slot, words of the slot, how steep they are drawn)."""
        parts: list[tuple[str, Sequence[str], float]] = []
        for part in template.split("{"):
            slot, closed, text = part.partition("}")
            if closed:
                parts[-1] = (parts[-1][0], *self.ranked[slot])
            parts.append((text if closed else part, ("",), 1.0))
        return parts

    def one_of(self, values: Sequence[_T]) -> _T:
        return values[int(len(values) * self.random())]

    def write(self, templates: Sequence[list[tuple[str, Sequence[str], float]]]) -> str:
        """One sentence after one of the templates."""
        random_ = self.random
        parts = []
        for text, words, steep in self.one_of(templates):
            parts.append(text)
            parts.append(words[int(len(words) * random_() ** steep)])
        return "".join(parts)


# ---- clippings ---------------------------------------------------------------------------------

_MONTH_ONLY: Final = 61  # one clipping of so many is known by its month alone
_IDLESS: Final = 331
_SLIPS: Final = 0.005
_WRAPPED: Final = 0.08  # of the sentences: a hard wrap left a space inside a word
_BROKEN: Final = 0.03  # a lost link broke the line
_NUMBERS: Final = 100  # running numbers of an id


class _Calendar:
    """Which day and id the clipping at a place of the page has; places run from the newest."""

    def __init__(self, number: int) -> None:
        self._number = number

    def day(self, at: int) -> dt.date:
        return NEWEST - dt.timedelta(days=at * DAYS // self._number)

    def is_month_only(self, at: int) -> bool:
        return at % _MONTH_ONLY == _MONTH_ONLY // 2

    def printed_id(self, at: int) -> str | None:
        if at % _IDLESS == _IDLESS // 2:
            return None
        day = self.day(at)
        if self.is_month_only(at):
            running, lag = at // _MONTH_ONLY % _NUMBERS, 1
        else:
            # The last place of the same day has number 1; a second digest takes what is over 99.
            after = NEWEST - day
            last = ((after.days + 1) * self._number - 1) // DAYS
            lag, running = divmod(last - at + 1, _NUMBERS)
            lag += 1
        digest = day.year * 12 + day.month - 1 + lag
        article = f"{day:%m}00" if self.is_month_only(at) else f"{day:%m%d}"
        return f"{digest // 12 % 100:02}{digest % 12 + 1:02}-{article}{running:02}"


def generate(number: int, seed: int = 1, *, length: int = 420, title: str = TITLE) -> Iterator[str]:
    """A page of clippings, newest first, over 15 years: joined, the parts are the page.

    Args:
        number: how many clippings.
        seed: another one gives other texts on the same days.
        length: characters of an article, on the average; head, notes and citations come on top.
        title: the page's; several pages bear several.

    Yields:
        First what stands above the clippings, then each clipping's block, ended by a newline.
    """
    writer = _Writer(seed)
    calendar = _Calendar(number)
    yield f"{title}\n\n{_FURNITURE}"
    for at in range(number):
        yield _clipping(writer, calendar, at, number, length)


def days(number: int) -> Iterator[dt.date]:
    """The days of a page's clippings, in its order."""
    return map(_Calendar(number).day, range(number))


def _drawn(weights: dict[str, int]) -> tuple[list[str], list[int]]:
    return list(weights), list(accumulate(weights.values()))


_DRAWN_JAPANESE: Final = _drawn(_JAPANESE)
_DRAWN_ENGLISH: Final = _drawn(_ENGLISH)
_ENGLISH_SHARE: Final = 0.14


def _clipping(writer: _Writer, calendar: _Calendar, at: int, number: int, length: int) -> str:
    chance = writer.random
    day = calendar.day(at)
    lines = [f"{day:%Y.%m}" if calendar.is_month_only(at) else f"{day:%Y.%m.%d}"]
    if chance() < _SLIPS and not calendar.is_month_only(at):
        lines = [f"{day:%Y.%m:%d}"]
    if chance() < 0.4 and not calendar.is_month_only(at):
        lines.append(f" {int(chance() * 24):02}:{int(chance() * 60):02}")
    printed_id = calendar.printed_id(at)
    bracketed = "" if printed_id is None else f" <{printed_id}>"
    if chance() < _ENGLISH_SHARE:
        names, sums = _DRAWN_ENGLISH
        source = names[bisect(sums, chance() * sums[-1])]
        lines.append(f"{source} {writer.write(writer.english_headlines)}{bracketed}")
    else:
        names, sums = _DRAWN_JAPANESE
        lines += [names[bisect(sums, chance() * sums[-1])], ""]
        if (route := chance()) < 0.65:
            lines += ["(Yahoo)" if route < 0.6 else "(インターネット)", ""]
        lines.append(writer.write(writer.headlines) + bracketed)
    lines += _article(writer, length)
    if chance() < 0.06:
        lines.append("【註】")
        lines += [f" {writer.write(writer.notes)}" for _ in range(1 + int(chance() * 3))]
    cites = chance()
    for _ in range(0 if cites < 0.85 else 1 if cites < 0.97 else 2):
        other = min(number - 1, at + 1 + int(chance() ** 3 * number / 3))
        if other > at and (cited := calendar.printed_id(other)) is not None:
            hint = writer.one_of(tuple(_HINTS.values()))
            lines.append(f"【関連記事:{cited} ({hint} {calendar.day(other):%Y.%m.%d})】")
    return "\n".join(lines) + "\n"


def _article(writer: _Writer, length: int) -> Iterator[str]:
    """The article's paragraphs, some with a list, a subheading or a place."""
    chance = writer.random
    wanted = length * (0.35 + 1.3 * chance())
    written = 0
    for paragraph in count():
        if paragraph and chance() < 0.04:
            yield ""
            yield writer.write(writer.headings)
        sentences = []
        for _ in range(1 + int(chance() * 3)):
            sentence = writer.write(writer.remarked if chance() < 0.03 else writer.body)
            if chance() < _WRAPPED:
                middle = len(sentence) // 2
                sentence = f"{sentence[:middle]} {sentence[middle:]}"
            sentences.append(sentence)
            written += len(sentence)
        text = " ".join(sentences)
        if chance() < _BROKEN:
            text = text.replace("の", " (\nNATO) の", 1)
        yield f" {text}"
        if written >= wanted:
            break
    if chance() < 0.05:
        for _ in range(2 + int(chance() * 3)):
            yield f" {writer.write(writer.listed)}"
    if chance() < 0.04:
        yield f"{writer.one_of(writer.ranked['place'][0])} の位置 (Google Map)】"


def main() -> None:
    """Write a page of as many clippings as the command line says."""
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.stdout.writelines(generate(int(sys.argv[1])))


if __name__ == "__main__":
    main()
