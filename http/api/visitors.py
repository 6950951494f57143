"""Who follows a short link: a phone, a computer's browser, a crawler that draws a preview. Pure."""

from __future__ import annotations

import re
from enum import StrEnum

CRAWLERS = (
    *("facebookexternalhit", "facebot", "whatsapp", "twitterbot", "telegrambot", "slackbot"),
    *("slack-imgproxy", "linkedinbot", "discordbot", "skypeuripreview", "pinterest", "redditbot"),
    *("googlebot", "bingbot", "duckduckbot", "applebot", "yandexbot", "baiduspider"),
    *("embedly", "iframely", "vkshare", "viber", "mastodon", "bluesky"),
)
"""Words by which crawlers that draw previews, or index, name themselves."""
_CRAWLER = re.compile("|".join(map(re.escape, CRAWLERS)), re.IGNORECASE)
_MOBILE = re.compile(r"Mobile|Android|iPhone|iPad|iPod", re.IGNORECASE)
_DESKTOP = re.compile(r"Mozilla/5\.0 \((Windows NT|Macintosh|X11;)")


class Visitor(StrEnum):
    """What a short link does for somebody."""

    CRAWLER = "crawler"
    """Gets a page with preview tags."""
    DESKTOP = "desktop"
    """A browser on a computer that asks for a page: gets one with a QR code."""
    OTHER = "other"
    """Is redirected to the chat: phones, programs, clients without a user agent."""


def visitor(user_agent: str, accept: str) -> Visitor:
    """Return who somebody is, by what they say of themselves."""
    if _CRAWLER.search(user_agent):
        return Visitor.CRAWLER
    browser = _DESKTOP.match(user_agent) and not _MOBILE.search(user_agent)
    return Visitor.DESKTOP if browser and "text/html" in accept else Visitor.OTHER
