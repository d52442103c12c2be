"""issues-kb: an issue-log knowledge base."""

__version__ = "0.1.0"
