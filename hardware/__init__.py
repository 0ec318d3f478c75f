"""Contains everything a person can touch: keys, headset socket, sensors, lights, board and case. Imports no other package of Aula."""
