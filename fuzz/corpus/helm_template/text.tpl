plain: text
