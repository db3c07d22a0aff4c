"""Every change that the analyst makes, one class each: `do` and `undo` on the writing database.

Writer lane. A command remembers what it replaced, so that its undo restores every row exactly.
`text` names the change for the menu ("Undo: tag 国/カザフスタン on 12 clippings").

`base` says what a command is; each other module has the commands on one kind of thing. Those of
`importing` are imported from there, when they are needed: they bring the readers with them.
"""

from clipdesk.commands.annotating import AddTag, EditNote, RemoveTag, SetRead, SetStarred
from clipdesk.commands.base import Changes, Command
from clipdesk.commands.highlights import (
    AddHighlight,
    EditHighlight,
    MoveHighlight,
    RemoveHighlight,
)
from clipdesk.commands.journal import AddJournal, DeleteJournal, EditJournal
from clipdesk.commands.meanings import SetColourMeanings
from clipdesk.commands.reviewing import SetReview
from clipdesk.commands.searches import (
    DeleteSearch,
    MoveSearch,
    RenameSearch,
    ReplaceSearch,
    SaveSearch,
)
from clipdesk.commands.sources import CorrectSplit, MergeSources, RenameSource, SetMeaning
from clipdesk.commands.tag_keys import SetTagKeys
from clipdesk.commands.tags import (
    ColourTag,
    CreateTag,
    DeleteTags,
    MergeTags,
    NestTag,
    RenameTag,
    SetTags,
)
from clipdesk.commands.taking_back import TakeBack
from clipdesk.commands.toggling import Toggle, toggle_read, toggle_starred, toggle_tag

__all__ = [
    "AddHighlight",
    "AddJournal",
    "AddTag",
    "Changes",
    "ColourTag",
    "Command",
    "CorrectSplit",
    "CreateTag",
    "DeleteJournal",
    "DeleteSearch",
    "DeleteTags",
    "EditHighlight",
    "EditJournal",
    "EditNote",
    "MergeSources",
    "MergeTags",
    "MoveHighlight",
    "MoveSearch",
    "NestTag",
    "RemoveHighlight",
    "RemoveTag",
    "RenameSearch",
    "RenameSource",
    "RenameTag",
    "ReplaceSearch",
    "SaveSearch",
    "SetColourMeanings",
    "SetMeaning",
    "SetRead",
    "SetReview",
    "SetStarred",
    "SetTagKeys",
    "SetTags",
    "TakeBack",
    "Toggle",
    "toggle_read",
    "toggle_starred",
    "toggle_tag",
]
