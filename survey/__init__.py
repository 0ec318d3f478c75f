"""The questionnaire: all that terminal, server and later the web form must agree on.

Nothing here knows of Kivy, Flask, SQL, a clock or a device, and nothing here imports another room.
"""
