case    b
op      ai.onnx::Not 1
in      x0 bool [4] values 1 1 0 0
out     y0 bool [4] values 0 0 1 1
value   rtol 1e-06 atol 1e-07
