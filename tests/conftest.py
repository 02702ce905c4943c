"""Fixtures that several kinds of tests share, each in the module that is named after it."""

pytest_plugins = ["tests.elasticsearch_server", "tests.redis_server"]
