"""The connection to Elasticsearch: how it is made from the settings, and what its failures mean to us."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from elastic_transport import ObjectApiResponse, TransportError
from elasticsearch import ApiError, Elasticsearch, OrjsonSerializer

from services.shared.errors import EngineUnavailable
from services.shared.settings import Settings

__all__ = ["MISSING", "Refused", "answer", "connect"]

MISSING = 404
READ_SECONDS = 1.8
"""How long a search may take, so that every HTTP call is answered within two seconds."""
_OURS_TO_MEND = frozenset({400, MISSING, 409, 413})


class Refused(Exception):
    """Elasticsearch understood the request and said no: `status` is its HTTP status."""

    def __init__(self, status: int, reason: str):
        super().__init__(f"{status}: {reason}")
        self.status = status


def connect(settings: Settings, *, writer: bool) -> Elasticsearch:
    """A client; nothing is sent before it is used. Nothing is tried again: that is for those who know the work."""
    options: dict[str, Any] = {}
    if settings.elasticsearch_api_key:
        options["api_key"] = settings.elasticsearch_api_key
    elif settings.elasticsearch_user:
        options["basic_auth"] = (settings.elasticsearch_user, settings.elasticsearch_password or "")
    if settings.elasticsearch_ca_certs:
        options["ca_certs"] = str(settings.elasticsearch_ca_certs)
    timeout = settings.elasticsearch_timeout if writer else min(READ_SECONDS, settings.elasticsearch_timeout)
    return Elasticsearch(
        settings.elasticsearch_url,
        request_timeout=timeout,
        max_retries=0,
        retry_on_timeout=False,
        connections_per_node=40,
        serializer=OrjsonSerializer(),
        **options,
    )


def answer(call: Callable[..., ObjectApiResponse[Any]], **arguments: Any) -> Any:
    """Make one call and give its JSON values; raises `EngineUnavailable` or `Refused`."""
    try:
        return call(**arguments).body
    except ApiError as error:
        if error.status_code in _OURS_TO_MEND:
            raise Refused(error.status_code, _reason(error)) from error
        raise EngineUnavailable(f"Elasticsearch answered {error.status_code}: {_reason(error)}") from error
    except TransportError as error:
        raise EngineUnavailable(f"Elasticsearch did not answer: {type(error).__name__}") from error


def _reason(error: ApiError) -> str:
    body = error.body if isinstance(error.body, dict) else {}
    said = body.get("error")
    if isinstance(said, dict):
        return f"{said.get('type', '')}: {said.get('reason', '')}"
    return str(said or error.message)[:500]
