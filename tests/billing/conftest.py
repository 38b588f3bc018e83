"""Two businesses with a person in every role."""

from tests.graphql_api.conftest import (  # noqa: F401
    house,
    house_snapshot,
    other_house,
    other_house_snapshot,
)
