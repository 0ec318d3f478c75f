"""What a terminal keeps on its disk, one noun a file. All SQL of the kiosk lives here; nothing here knows a screen or the network.

Functions take the connection first. Only the writer thread (`kiosk.store.writer_thread`) may call those that change anything.
"""
