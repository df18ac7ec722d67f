"""The flow of casualties through finite means, event by event, one front at a time, in whole numbers only.

Plain functions on one long row of numbers, the *memory* of a front (`layout` says what lies where). They run as
they stand for small exercises, and as machine code for large ones (`compiling`, ADR 0040): the same text, so the
same results.
"""
