"""What RFC 5545 and RFC 5546 ask of a calendar file, read line by line, without the library that wrote it."""

import re

LINE = re.compile(r'(?P<name>[A-Z0-9-]+)(?P<params>(?:;[A-Z0-9-]+=(?:"[^"]*"|[^";:,]*))*):(?P<value>.*)')
DATE, UTC, LOCAL = re.compile(r"\d{8}"), re.compile(r"\d{8}T\d{6}Z"), re.compile(r"\d{8}T\d{6}")
TEXT = re.compile(r"(?:[^\\;,\x00-\x1f]|\\[\\;,nN])*")
ONCE = {
    "VCALENDAR": {"PRODID", "VERSION", "CALSCALE", "METHOD", "UID", "NAME", "REFRESH-INTERVAL"},
    "VEVENT": {
        "UID",
        "DTSTAMP",
        "DTSTART",
        "DTEND",
        "SEQUENCE",
        "STATUS",
        "SUMMARY",
        "DESCRIPTION",
        "LOCATION",
        "URL",
        "TRANSP",
        "ORGANIZER",
        "LAST-MODIFIED",
    },
}
ASKED = {
    "VCALENDAR": {"PRODID", "VERSION"},
    "VTIMEZONE": {"TZID"},
    "STANDARD": {"DTSTART", "TZOFFSETFROM", "TZOFFSETTO"},
    "DAYLIGHT": {"DTSTART", "TZOFFSETFROM", "TZOFFSETTO"},
    "VEVENT": {"UID", "DTSTAMP", "DTSTART", "SEQUENCE"},
}
INSIDE = {
    "VCALENDAR": [None],
    "VTIMEZONE": ["VCALENDAR"],
    "VEVENT": ["VCALENDAR"],
    "STANDARD": ["VTIMEZONE"],
    "DAYLIGHT": ["VTIMEZONE"],
}


def validate(content):
    """Raises AssertionError at what a strict reader refuses."""
    assert content.endswith(b"\r\n") and b"\n" not in content.replace(b"\r\n", b"")
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    lines = content.decode().replace("\r\n ", "").split("\r\n")[:-1]
    open_, found, zones, uids, asked_zones, methods = [], [{}], set(), [], set(), []
    for line in lines:
        match = LINE.fullmatch(line)
        assert match, line
        name, value = match["name"], match["value"]
        params = dict(each.split("=", 1) for each in match["params"].split(";")[1:])
        if name == "BEGIN":
            assert (open_[-1] if open_ else None) in INSIDE[value], line
            open_.append(value)
            found.append({})
            continue
        if name == "END":
            assert open_.pop() == value
            properties = found.pop()
            assert ASKED[value] <= properties.keys(), (value, properties.keys())
            assert [each for each in ONCE.get(value, ()) if len(properties.get(each, "1")) > 1] == []
            if value == "VEVENT":
                _event(properties, methods)
                uids.append(properties["UID"][0][0])
            continue
        found[-1].setdefault(name, []).append((value, params))
        if name == "TZID":
            zones.add(value)
        if name == "METHOD":
            methods.append(value)
        if "TZID" in params:
            asked_zones.add(params["TZID"])
        if name in {"SUMMARY", "DESCRIPTION", "LOCATION", "UID", "NAME"}:
            assert TEXT.fullmatch(value), line
    assert not open_ and len(uids) == len({*uids}) and asked_zones <= zones
    assert content.startswith(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")


def _event(properties, methods):
    def one(name):
        return properties[name][0] if name in properties else (None, {})

    assert UTC.fullmatch(one("DTSTAMP")[0]) and one("SEQUENCE")[0].isdecimal()
    (begins, told), (ends, told_end) = one("DTSTART"), one("DTEND")
    form = DATE if told.get("VALUE") == "DATE" else LOCAL
    assert form.fullmatch(begins) and (form is DATE or "TZID" in told)
    if ends is not None:
        assert told_end == told and form.fullmatch(ends) and ends > begins
    assert one("STATUS")[0] in {"CONFIRMED", "CANCELLED", "TENTATIVE"}
    if methods:  # RFC 5546: who publishes says who he is, and CANCEL is for what is cancelled
        assert re.fullmatch(r"mailto:[^@\s]+@[^@\s]+", one("ORGANIZER")[0]) and "ATTENDEE" not in properties
        assert (methods == ["CANCEL"]) == (one("STATUS")[0] == "CANCELLED")
