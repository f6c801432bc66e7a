case    same
op      ai.onnx::And 7
in      x0 bool [4] values 1 1 0 0
in      x1 bool [4] values 1 0 1 0
out     y0 bool [4] values 1 0 0 0
value   rtol 1e-06 atol 1e-07

case    broadcast
op      ai.onnx::And 7
in      x0 bool [4,1] values 1 1 0 0
in      x1 bool [4] values 1 0 1 0
out     y0 bool [4,4] values 1 0 1 0 1 0 1 0 0 0 0 0 0 0 0 0
value   rtol 1e-06 atol 1e-07

case    legacy
op      ai.onnx::And 1
attr    broadcast 1  axis 0
in      x0 bool [2,2] values 1 1 0 0
in      x1 bool [2] values 1 0
out     y0 bool [2,2] values 1 1 0 0
value   rtol 1e-06 atol 1e-07

case    legacy_shapes
op      ai.onnx::And 1
in      x0 bool [4] values 1 1 0 0
in      x1 bool [2] values 1 0
error   SHAPE

case    type
op      ai.onnx::And 7
in      x0 i64 [1] values 1
in      x1 i64 [1] values 1
error   TYPE int64
