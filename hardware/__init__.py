"""What one can touch: keys, headset socket, sensors and lights, the board itself, and the case around it. Imports nothing of ours."""
