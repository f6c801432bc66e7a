case    sorted
op      ai.onnx::Unique 11
in      x0 f32 [6] values 2 1 1 3 4 3
out     y0 f32 [4] values 1 2 3 4
out     y1 i64 [4] values 1 0 3 4
out     y2 i64 [6] values 1 0 0 2 3 2
out     y3 i64 [4] values 2 1 2 1
value   rtol 1e-06 atol 1e-07

case    unsorted
op      ai.onnx::Unique 11
attr    sorted 0
in      x0 f32 [6] values 2 1 1 3 4 3
out     y0 f32 [4] values 2 1 3 4
out     y1 i64 [4] values 0 1 3 4
out     y2 i64 [6] values 0 1 1 2 3 2
out     y3 i64 [4] values 1 2 2 1
value   rtol 1e-06 atol 1e-07

case    rows
op      ai.onnx::Unique 11
attr    axis 0
in      x0 i32 [3,3] values 1 0 0 1 0 0 2 3 4
out     y0 i32 [2,3] values 1 0 0 2 3 4
out     y1 i64 [2] values 0 2
out     y2 i64 [3] values 0 0 1
out     y3 i64 [2] values 2 1
value   rtol 1e-06 atol 1e-07

case    middle
op      ai.onnx::Unique 11
attr    axis 1
in      x0 f64 [2,4,2] values 1.0 1.0 0.0 1.0 2.0 1.0 0.0 1.0 1.0 1.0 0.0 1.0 2.0 1.0 0.0 1.0
out     y0 f64 [2,3,2] values 0.0 1.0 1.0 1.0 2.0 1.0 0.0 1.0 1.0 1.0 2.0 1.0
out     y1 i64 [3] values 1 0 2
out     y2 i64 [4] values 1 0 2 0
out     y3 i64 [3] values 2 1 1
value   rtol 1e-06 atol 1e-07

case    strings
op      ai.onnx::Unique 11
in      x0 str [3] values "b" "a" "b"
out     y0 str [2] values "a" "b"
value   rtol 1e-06 atol 1e-07

case    only_inverse
op      ai.onnx::Unique 11
in      x0 u64 [3] values 5 5 1
out     y0 unwanted
out     y1 unwanted
out     y2 i64 [3] values 1 1 0
value   rtol 1e-06 atol 1e-07

case    empty
op      ai.onnx::Unique 11
in      x0 f32 [0] values 
out     y0 f32 [0] values 
value   rtol 1e-06 atol 1e-07
