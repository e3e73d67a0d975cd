"""Breaks wires in one place at a time, with the contract as the judge: what does it not notice?"""
