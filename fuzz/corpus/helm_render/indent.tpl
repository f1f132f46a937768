{{ "a
b" | indent 999999999 }}{{ printf "%999999999d" 1 }}