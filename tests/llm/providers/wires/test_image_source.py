"""Where an image is, and what makes a data URL unreadable."""

from __future__ import annotations

import base64

import pytest

from scout.errors import InvalidRequestError, Sent
from scout.llm.providers.wires.image_source import InlineImage, inline_image, media_type_of
from scout.llm.types import ImagePart


@pytest.mark.parametrize(
    ("url", "media_type", "data"),
    [
        ("data:image/png;base64,QUJD", "image/png", "QUJD"),
        ("DATA:image/png;charset=x;BASE64,QUJD", "image/png", "QUJD"),
        ("data:image/png;base64,QU%4aD", "image/png", "QUJD"),
        ("data:image/png;base64,QU\nJD", "image/png", "QUJD"),
        ("data:image/svg+xml,%3Csvg/%3E", "image/svg+xml", base64.b64encode(b"<svg/>").decode()),
    ],
)
def test_a_data_url_is_read(url: str, media_type: str, data: str) -> None:
    """Base64 or percent-encoded, in any case, with further parameters."""
    assert inline_image(ImagePart(url)) == InlineImage(media_type, data)


def test_the_parts_own_media_type_counts_first() -> None:
    """The caller may know better than the URL."""
    image = inline_image(ImagePart("data:;base64,QUJD", "image/gif"))
    assert image == InlineImage("image/gif", "QUJD")


@pytest.mark.parametrize(
    "url", ["data:", "data:image/png", "data:;base64,QUJD", "data:image/png;base64,Q"]
)
def test_an_unreadable_data_url_is_refused_before_sending(url: str) -> None:
    """The caller is told what is wrong with it."""
    with pytest.raises(InvalidRequestError, match="data: URL") as caught:
        inline_image(ImagePart(url))
    assert caught.value.sent is Sent.NO


@pytest.mark.parametrize("url", ["https://x.example/a.png", "gs://bucket/a.png", "file-123"])
def test_an_address_is_not_inline(url: str) -> None:
    """It is for the vendor to fetch."""
    assert inline_image(ImagePart(url)) is None


@pytest.mark.parametrize(
    ("part", "media_type"),
    [
        (ImagePart("https://x.example/a.PNG?b=c.gif"), "image/png"),
        (ImagePart("gs://bucket/a.jpg"), "image/jpeg"),
        (ImagePart("https://x.example/a.png", "image/webp"), "image/webp"),
        (ImagePart("https://x.example/a"), ""),
    ],
)
def test_the_type_of_an_image_is_told_by_the_part_or_its_ending(
    part: ImagePart, media_type: str
) -> None:
    """Empty where neither tells."""
    assert media_type_of(part) == media_type
