"""The personal data that volunteers holds, and how long."""
