"""The ways out of the house; each knows how to send and nothing about why."""
