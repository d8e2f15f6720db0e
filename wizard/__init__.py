"""Set up the authentication of an Azure IoT security agent, and prove it live."""

__version__ = "0.1.0"
