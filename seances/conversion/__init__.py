"""A sub-group's note read from its file, word for word. Pure: no Django, no database, no network.

`processus` is the door: it hands the bytes to a process of its own (`enfant`), under limits, and takes back a Lecture.
In that process `genre` tells what the bytes are, one module per kind makes HTML of them, and a second one, which
shares no step with the first, lists the words (`…_mots`). `controle` then compares these with the words that the PV
will print.
"""
