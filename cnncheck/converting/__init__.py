"""Cases made of what others have written: ONNX's node tests, and the layers of an ONNX model."""
