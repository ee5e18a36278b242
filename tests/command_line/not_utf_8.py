text = "é"
