case    default
op      ai.onnx::ConstantOfShape 9
in      x0 i64 [2] values 2 3
out     y0 f32 [2,3] values 0 0 0 0 0 0
value   rtol 1e-06 atol 1e-07

case    value
op      ai.onnx::ConstantOfShape 9
attr    value i32 [1] {7}
in      x0 i64 [2] values 2 3
out     y0 i32 [2,3] values 7 7 7 7 7 7
value   rtol 1e-06 atol 1e-07

case    scalar
op      ai.onnx::ConstantOfShape 20
attr    value bool [1] {1}
in      x0 i64 [0] values 
out     y0 bool [] values 1
value   rtol 1e-06 atol 1e-07

case    string
op      ai.onnx::ConstantOfShape 25
attr    value str [1] {"x"}
in      x0 i64 [1] values 2
out     y0 str [2] values "x" "x"
value   rtol 1e-06 atol 1e-07

case    int4
op      ai.onnx::ConstantOfShape 25
attr    value i4 [1] {-3.0}
in      x0 i64 [1] values 3
out     y0 i4 [3] values -3.0 -3.0 -3.0
value   rtol 1e-06 atol 1e-07

case    empty
op      ai.onnx::ConstantOfShape 9
in      x0 i64 [2] values 0 5
out     y0 f32 [0,5] values 
value   rtol 1e-06 atol 1e-07

case    huge
op      ai.onnx::ConstantOfShape 9
in      x0 i64 [2] values 1099511627776 1048576
error   LIMIT

case    negative
op      ai.onnx::ConstantOfShape 9
in      x0 i64 [1] values -1
error   SHAPE

case    two_values
op      ai.onnx::ConstantOfShape 9
attr    value i64 [2] {1 2}
in      x0 i64 [1] values 1
error   MODEL value
