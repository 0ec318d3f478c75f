"""The screens: pages drawn with Kivy, touches posted as events. The only room that knows Kivy; see its README."""
