{{
.a
|
quote
}}