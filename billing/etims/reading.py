"""Reads of what became of bills at the Kenya Revenue Authority."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import QuerySet

from billing.models import FiscalDocument
from billing.selectors import RIGHT
from core.errors import NotFound
from users.access import has_right
from users.models import User


def fiscal_documents_of(businesses: Collection[int]) -> QuerySet[FiscalDocument]:
    """The fiscal documents of businesses whose bills the person may read."""
    return FiscalDocument.objects.filter(business_id__in=businesses)


def fiscal_document_for(user: User, document_id: int) -> FiscalDocument:
    """One fiscal document. Raises NotFound when it is absent or not the person's to see."""
    known = FiscalDocument.objects.select_related("business", "invoice", "credit_note__invoice")
    document = known.filter(pk=document_id).first()
    if document is None or not has_right(user, document.business, RIGHT):
        raise NotFound("fiscal document")
    return document
