case    f32
op      ai.onnx::NonZero 13
in      x0 f32 [2,2] values 0 1.5 nan 0
out     y0 i64 [2,2] values 0 1 1 0
value   rtol 1e-06 atol 1e-07

case    bool
op      ai.onnx::NonZero 9
in      x0 bool [3] values 1 0 1
out     y0 i64 [1,2] values 0 2
value   rtol 1e-06 atol 1e-07

case    scalar
op      ai.onnx::NonZero 13
in      x0 i32 [] values 3
out     y0 i64 [1,1] values 0
value   rtol 1e-06 atol 1e-07

case    none
op      ai.onnx::NonZero 13
in      x0 i8 [2,2] values 0 0 0 0
out     y0 i64 [2,0] values 
value   rtol 1e-06 atol 1e-07

case    string
op      ai.onnx::NonZero 13
in      x0 str [2] values "" "a"
out     y0 i64 [1,1] values 1
value   rtol 1e-06 atol 1e-07

case    complex
op      ai.onnx::NonZero 13
in      x0 c64 [3] values 0.0 0.0 0.0 1.0 1.0 0.0
out     y0 i64 [1,2] values 1 2
value   rtol 1e-06 atol 1e-07

case    c128
op      ai.onnx::NonZero 13
in      x0 c128 [3] values 0.0 0.0 0.0 1.0 1.0 0.0
out     y0 i64 [1,2] values 1 2
value   rtol 1e-06 atol 1e-07
