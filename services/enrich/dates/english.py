"""The words and orders in which English writes dates."""

from __future__ import annotations

from services.enrich.dates.grammar import Grammar, cue, numbered

__all__ = ["ENGLISH"]

ENGLISH = Grammar(
    months=numbered(
        r"january/jan\.? february/feb\.? march/mar\. april/apr\.? may june/jun\.? july/jul\.? august/aug\.? "
        r"september/sept\.?/sep\.? october/oct\.? november/nov\.? december/dec\.?",
        1,
    ),
    weekdays=numbered(
        r"monday/mon\. tuesday/tues?\. wednesday/wed\. thursday/thurs?\. friday/fri\. saturday/sat\. sunday/sun\.", 0
    ),
    numbers={"an?": 1, **numbered("one two three four five six seven eight nine ten eleven twelve", 1)},
    quarters=numbered("first/1st second/2nd third/3rd fourth/4th", 1),
    units={"days?": "day", "weeks?": "week", "months?": "month", "quarters?": "quarter", "years?": "year"},
    shifts={
        "last": -1,
        "previous": -1,
        "this": 0,
        "current": 0,
        "next": 1,
        "coming": 1,
        "this coming": 1,
        "the previous": -1,
    },
    days={"the day before yesterday": -2, "yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1},
    patterns=(
        (
            "date",
            r"(?:(?:{weekday}),?{_})?(?:(?P<s>last|next){_})?(?P<m>{month}){_}(?P<d>\d{1,2})(?:st|nd|rd|th)?"
            r"(?![\d%]|,\d{3}|[.:]\d)(?:,?{_}(?P<y>{year})(?!\d))?",
        ),
        ("date", r"(?P<d>\d{1,2})(?:st|nd|rd|th)?(?:{_}of)?{_}(?P<m>{month})(?:,?{_}(?P<y>{year})(?!\d))?"),
        (
            "month",
            r"(?:(?:early|late|mid)(?:{_}|-)(?:in{_})?|the{_}(?:end|middle|beginning|start){_}of{_})?(?P<m>{month})"
            r"(?:(?:,?{_}|{_}of{_})(?P<y>{year})(?!\d)|(?:{_}of)?{_}(?P<s>last|this|next){_}year)",
        ),
        (
            "named",
            r"(?:(?:early|late|mid)(?:{_}|-))?(?P<s>last|next|this{_}coming|this|(?:the{_})?previous)(?:{_}past)?{_}"
            r"(?:(?P<m>{month})|(?P<w>{weekday}))",
        ),
        (
            "month",
            r"(?:(?:early|late|mid)(?:{_}|-)(?:in{_})?|the{_}(?:end|middle|beginning|start){_}of{_})?(?P<m>{month})",
        ),
        (
            "quarter",
            r"(?:the{_})?(?:(?P<s>last|this|next){_}year['’]s{_})?(?:(?P<ago>year-(?:earlier|ago)){_})?(?:fiscal{_}"
            r")?(?P<q>{quarter})(?:{_}fiscal)?(?:{_}|-)quarter(?:(?:,?{_}|{_}of{_})(?:fiscal{_})?(?P<y>{year})(?!\d)"
            r"|{_}of{_}(?P<s2>last|this|next){_}year)?",
        ),
        ("quarter", r"q(?P<q>[1-4])(?:,?{_}(?:of{_})?(?P<y>{year}))?"),
        ("quarter", r"(?P<y>{year})[ -]?q(?P<q>[1-4])"),
        ("quarter", r"the{_}(?P<y>{year}){_}(?P<q>{quarter})(?:{_}|-)quarter"),
        ("context", r"the{_}(?P<y>{year}){_}(?:quarter|period)"),
        (
            "context",
            r"(?:the|that){_}(?:(?:latest|same|most{_}recent|comparable){_})?(?:(?P<ago>year-(?:earlier|ago)){_})?"
            r"(?:quarter|period)",
        ),
        ("context", r"(?P<ago>year-(?:earlier|ago)){_}(?:quarter|period)"),
        (
            "unit",
            r"(?:(?:early|earlier|late|later|mid)(?:{_}|-)(?:in{_})?)?(?P<s>{shift}){_}(?P<u>week|month|quarter|year)",
        ),
        (
            "ago",
            r"(?:(?:about|almost|nearly|around|some){_})?(?P<n>{number}){_}(?P<u>{unit}){_}(?P<how>ago|earlier|"
            r"before)",
        ),
        ("ago", r"(?P<how>year-(?:earlier|ago))"),
        ("today", r"(?P<t>{day})"),
        (
            "unit",
            r"(?P<u>year)(?:-|{_})end|(?:the{_}end{_}of|earlier{_}in|later{_}in|for){_}the{_}(?P<u2>year)|the{_}"
            r"(?:full|current){_}(?P<u3>year)",
        ),
        (
            "holiday",
            r"(?:(?P<s>last|next|this){_})?(?P<h>thanksgiving|christmas|new{_}year['’]s|independence|election){_}day",
        ),
        ("holiday", r"(?:(?P<s>last|next|this){_})?(?P<h>thanksgiving|christmas(?:{_}eve)?|halloween)"),
        ("weekend", r"(?P<s>last|next|this|over{_}the|the){_}weekend"),
        ("decade", r"(?:the{_})?(?:(?:early|late|mid)(?:{_}|-))?(?P<y>(?:1[5-9]|20)\d0)['’]?s"),
        ("weekday", r"(?P<w>{weekday})"),
        (
            "year",
            r"(?:the{_}(?:end|middle|beginning|start){_}of{_}|(?:early|late|mid)(?:{_}|-)(?:in{_})?|fiscal{_}"
            r"(?:year{_})?)(?P<y>{year})",
        ),
    ),
    future=cue(
        r"will|would|won['’]t|shall|expect(?:s|ed)?|due|schedul\w+|set "
        r"to|(?<!the )(?<!an )(?<!its )(?<!\ba )plan(?:s|ned)?|intends?|until|upcoming|deadline|(?:is|are|be) "
        r"(?:set|to)|could|may|might|payable|forecast"
    ),
    capitals=True,
    day_first=None,
)
