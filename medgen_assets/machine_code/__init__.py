"""Functions of whole numbers as machine code: their source becomes LLVM's text, and that becomes code for this machine.

Knows nothing of the model: it takes functions and gives functions (ADR 0043).
"""
