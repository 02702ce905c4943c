"""Accuracy: what the pipeline finds in third-party texts with known answers, measured in process or over HTTP."""
