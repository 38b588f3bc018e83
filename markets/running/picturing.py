"""The picture of a market: looked at, kept with the draft, shown to whoever may read the market."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from django.conf import settings
from django.db import transaction

from core.errors import InvalidInput
from core.files.pictures import rewrite_picture
from core.files.sealed_files import check_file, keep_file, known_file, open_file
from core.machine.crypto import new_data_key
from markets.locking import lock_market, require_state, tell_changed
from markets.models import Market, MarketPicture, MarketState
from markets.selectors import market_for
from users.access import Right, require_right
from users.audit import record_audit
from users.files import Given, file_address, upload_address
from users.models import User

WHAT: Final = "market_picture"
PURPOSE: Final = "market.picture"
RIGHT: Final = Right.MARKET_MANAGE


def picture_upload_path(*, market: Market, user: User) -> str:
    """Where this person may POST the picture of a draft within ten minutes. Needs the right market.manage.
    Raises InvalidState MARKET_MOVED_ON."""
    require_right(user, market.business, RIGHT)
    require_state(market, MarketState.DRAFT)
    return upload_address(WHAT, user=user, pk=market.pk)


def take_picture(user: User, market_id: int, _name: str, data: bytes) -> dict[str, str]:
    """Keep an uploaded picture; answers its SHA-256 and what it is."""
    market = Market.objects.select_related("business").get(pk=market_id)
    picture = set_picture(market=market, data=data, actor=user)
    return {"sha256": picture.sha256, "mediaType": picture.media_type}


def set_picture(*, market: Market, data: bytes, actor: User) -> MarketPicture:
    """The picture of a draft from now on, written anew (core/files/pictures.py): its name is not kept, nor
    where it was taken. Needs the right market.manage; audited; locks
    the market. Idempotent by what is sent while nothing else was sent since.

    Raises InvalidInput DOCUMENT_EMPTY / DOCUMENT_TYPE / DOCUMENT_TOO_LARGE, InvalidState MARKET_MOVED_ON,
    Conflict TOO_MANY_DOCUMENTS.
    """
    require_right(actor, market.business, RIGHT)
    media_type = check_file(data, max_bytes=settings.MARKET_PICTURE_MAX_BYTES)
    if not media_type.startswith("image/"):
        raise InvalidInput("DOCUMENT_TYPE", "file", "Send a JPEG or PNG picture.")
    data = rewrite_picture(data, media_type=media_type)
    with transaction.atomic():
        row = lock_market(market)
        require_state(row, MarketState.DRAFT)
        mine = MarketPicture.objects.filter(market=row)
        newest = mine.order_by("-pk").first()
        if newest is not None and known_file(mine.filter(pk=newest.pk), data):
            return newest
        key = new_data_key()
        picture = keep_file(
            mine,
            data,
            media_type=media_type,
            key=key,
            purpose=PURPOSE,
            data_key=key,
            market=row,
            added_by=actor,
        )
        record_audit(actor=actor, business=row.business, action="market.picture", subject=row)
        tell_changed(row)
    return picture


def pictures_of(markets: Collection[int]) -> dict[int, int]:
    """Key of a market -> key of its picture, of those that have one. One query."""
    newest = MarketPicture.objects.filter(market__in=markets).order_by("market", "-pk").distinct("market")
    return dict(newest.values_list("market", "pk"))


def picture_path(*, picture: int, user: User) -> str:
    """Where this person may GET a picture within ten minutes. The caller has checked the right."""
    return file_address(WHAT, user=user, pk=picture)


def give_picture(user: User, picture_id: int) -> Given:
    """A picture for who may read its market. Raises NotFound as market_for does."""
    picture = MarketPicture.objects.select_related("data_key").get(pk=picture_id)
    market_for(user, picture.market_id)
    content = open_file(picture, picture.data_key, purpose=PURPOSE)
    return Given(picture.called(f"market-{picture.pk}"), content, picture.media_type)
