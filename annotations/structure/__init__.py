"""What each line of an article is: title, byline, heading, the page's furniture, body.

Guesses from the line and its neighbours; the text is never changed, and a wrong guess only
dims or sets apart a line. A line is looked at when it is asked for, so a text of 10 MB costs
no more than the page that is shown. The rules look words up in tables, since compiling
patterns would take longer than the first page may."""

from annotations.structure.dates import find_date
from annotations.structure.furniture import is_furniture
from annotations.structure.head import Head, find_head
from annotations.structure.reading import minutes, words
from annotations.structure.roles import Role, Roles, roles

__all__ = [
    "Head",
    "Role",
    "Roles",
    "find_date",
    "find_head",
    "is_furniture",
    "minutes",
    "roles",
    "words",
]
