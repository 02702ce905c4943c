"""Keywords: which words can name a thing (`english`, `classes`) and which phrases they form (`phrases`)."""
