"""Stores what a terminal keeps on its disk, with one module for each kind of data.

All SQL of the kiosk is in this package. It uses neither the screens nor the network. Functions take the connection as their first argument.
Only the writer thread (`kiosk.store.writer_thread`) may call functions that change the database.
"""
