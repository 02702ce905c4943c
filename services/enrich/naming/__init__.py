"""How names are found in a text: the model's reading, its repair, what lists know, and one type a name."""
