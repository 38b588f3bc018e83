"""Pictures of markets, as a camera makes them."""

from __future__ import annotations

from io import BytesIO

from PIL import Image

#: EXIF's tags for which side is up, and for where the picture was taken.
UPRIGHT, PLACE = 0x0112, 0x8825


def camera_picture(
    kind: str = "JPEG", *, size: tuple[int, int] = (30, 20), colour: str = "teal", turned: int = 1
) -> bytes:
    """With a comment, and EXIF that says where it was taken and how the camera was held."""
    exif = Image.Exif()
    exif[UPRIGHT] = turned
    exif.get_ifd(PLACE)[2] = (1.0, 17.0, 31.0)  # degrees of latitude
    target, picture = BytesIO(), Image.new("RGB", size, colour)
    picture.save(target, kind, exif=exif, **({"comment": b"Taken at home"} if kind == "JPEG" else {}))
    return target.getvalue()
