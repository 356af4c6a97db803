"""Letters of the door: they leave from a thread, after the answer.

Whoever measures how long an answer takes learns nothing of the letter, and a slow mail server keeps nobody waiting.
A killed server loses the letters of its last second: codes, that one asks for again. What must arrive stands in
the queue instead.
"""

import logging
import time
from concurrent.futures import ThreadPoolExecutor, wait

logger = logging.getLogger(__name__)

DELAI = 0.1  # seconds, in which the answer leaves
_poste = ThreadPoolExecutor(max_workers=4, thread_name_prefix="lettres")
_en_route = set()


def post(message):
    """Send an EmailMessage soon; None takes the same way and is sent nowhere."""
    letter = _poste.submit(_send, message)
    _en_route.add(letter)
    letter.add_done_callback(_en_route.discard)


def finish():
    """Wait until every letter has left."""
    wait(set(_en_route))


def _send(message):
    time.sleep(DELAI)
    if message is None:
        return
    try:
        message.send()
    except Exception as error:
        # Of the error its kind alone: a mail server's refusal repeats the address.
        logger.error("A letter was not sent: %s", type(error).__name__)
