"""How results are shown: tables, charts, the words around them and the page they sit on."""
