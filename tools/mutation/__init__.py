"""Breaks rules of the core and wires in one place at a time: does their judge notice?"""
