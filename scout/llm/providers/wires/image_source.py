"""Where the image of a message part is: inside a `data:` URL, or at an address."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote_to_bytes, urlsplit

from scout.errors import InvalidRequestError, Sent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scout.llm.types import ImagePart

_MEDIA_TYPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        ".gif": "image/gif",
        ".heic": "image/heic",
        ".heif": "image/heif",
        ".jpeg": "image/jpeg",
        ".jpg": "image/jpeg",
        ".png": "image/png",
        ".webp": "image/webp",
    }
)


@dataclass(frozen=True, slots=True)
class InlineImage:
    """An image that travels inside the request.

    Attributes:
        media_type: Such as `image/png`.
        data: The image in base64.
    """

    media_type: str
    data: str


def inline_image(part: ImagePart) -> InlineImage | None:
    """The image inside a `data:` URL; None where the URL is an address.

    Raises:
        InvalidRequestError: A `data:` URL that has no media type, or whose base64 is none.
    """
    scheme, _, rest = part.url.partition(":")
    if scheme.lower() != "data":
        return None
    head, comma, data = rest.partition(",")
    declared, *parameters = head.split(";")
    media_type = part.media_type or declared
    if not comma or not media_type:
        raise _unreadable("it names no media type; write data:image/png;base64,...")
    if "base64" not in (parameter.strip().lower() for parameter in parameters):
        return InlineImage(media_type, base64.b64encode(unquote_to_bytes(data)).decode("ascii"))
    return InlineImage(media_type, _checked_base64(data))


def media_type_of(part: ImagePart) -> str:
    """The media type of an image at an address: as told, else by its ending, else empty."""
    ending = PurePosixPath(urlsplit(part.url).path).suffix.lower()
    return part.media_type or _MEDIA_TYPES.get(ending, "")


def _checked_base64(data: str) -> str:
    text = "".join(unquote_to_bytes(data).decode("ascii", "replace").split())
    try:
        base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise _unreadable(f"its base64 cannot be read: {error}") from None
    return text


def _unreadable(why: str) -> InvalidRequestError:
    return InvalidRequestError(f"image in a data: URL: {why}", sent=Sent.NO)
