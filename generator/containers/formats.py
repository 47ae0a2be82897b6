"""The format of a container, by its first bytes."""

from __future__ import annotations

from generator.containers.compression import compression_format
from generator.containers.mhtml import is_mhtml
from generator.containers.tar import is_tar
from generator.errors import BundleError

_REFUSED = (
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"MSCF", "a cabinet"),
)


def container_format(head: bytes) -> str | None:
    """The format of a container by its first bytes, at least 512; None for no container.

    It is `zip`, `tar`, `warc`, `mhtml`, or the compression: `gzip`, `bzip2`, `xz`, `zstd`. Raises
    BundleError for an archive of a format that is not read.
    """
    refused = next((name for magic, name in _REFUSED if head.startswith(magic)), None)
    if refused:
        raise BundleError(
            f"it is {refused}, which is not read", "Unpack it and convert that, or pack it as a zip"
        )
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if head.startswith(b"WARC/"):
        return "warc"
    if is_tar(head):
        return "tar"
    return compression_format(head) or ("mhtml" if is_mhtml(head) else None)
