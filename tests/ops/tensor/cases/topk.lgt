case    largest
op      ai.onnx::TopK 11
in      x0 f32 [3,7] values -2.39899993 -2.58899999 2.94899988 1.72000003 2.87299991 2.08400011 -0.416000009
        -1.84500003 0.222000003 -1.56400001 -2.04299998 0.333000004 0.423000008 2.9059999 1.824
        -2.88899994 -1.97000003 0.351999998 1.245 2.93400002 0.298000008
in      x1 i64 [1] values 3
out     y0 f32 [3,3] values 2.94899988 2.87299991 2.08400011 2.9059999 0.423000008 0.333000004 2.93400002 1.824
        1.245
out     y1 i64 [3,3] values 2 4 5 6 5 4 5 0 4
value   rtol 1e-06 atol 1e-07
grad    rtol 1e-5 atol 1e-7 step 1e-6

case    smallest
op      ai.onnx::TopK 11
attr    largest 0  axis 0
in      x0 f32 [3,7] values -2.39899993 -2.58899999 2.94899988 1.72000003 2.87299991 2.08400011 -0.416000009
        -1.84500003 0.222000003 -1.56400001 -2.04299998 0.333000004 0.423000008 2.9059999 1.824
        -2.88899994 -1.97000003 0.351999998 1.245 2.93400002 0.298000008
in      x1 i64 [1] values 2
out     y0 f32 [2,7] values -2.39899993 -2.88899994 -1.97000003 -2.04299998 0.333000004 0.423000008 -0.416000009
        -1.84500003 -2.58899999 -1.56400001 0.351999998 1.245 2.08400011 0.298000008
out     y1 i64 [2,7] values 0 2 2 1 1 1 0 1 0 1 2 2 0 2
value   rtol 1e-06 atol 1e-07
grad    rtol 1e-5 atol 1e-7 step 1e-6

case    unsorted
op      ai.onnx::TopK 11
attr    sorted 0
in      x0 f32 [3,7] values -2.39899993 -2.58899999 2.94899988 1.72000003 2.87299991 2.08400011 -0.416000009
        -1.84500003 0.222000003 -1.56400001 -2.04299998 0.333000004 0.423000008 2.9059999 1.824
        -2.88899994 -1.97000003 0.351999998 1.245 2.93400002 0.298000008
in      x1 i64 [1] values 2
out     y0 f32 [3,2] values 2.94899988 2.87299991 2.9059999 0.423000008 2.93400002 1.824
out     y1 i64 [3,2] values 2 4 6 5 5 0
value   rtol 1e-06 atol 1e-07

case    v10
op      ai.onnx::TopK 10
in      x0 f32 [3,7] values -2.39899993 -2.58899999 2.94899988 1.72000003 2.87299991 2.08400011 -0.416000009
        -1.84500003 0.222000003 -1.56400001 -2.04299998 0.333000004 0.423000008 2.9059999 1.824
        -2.88899994 -1.97000003 0.351999998 1.245 2.93400002 0.298000008
in      x1 i64 [1] values 2
out     y0 f32 [3,2] values 2.94899988 2.87299991 2.9059999 0.423000008 2.93400002 1.824
out     y1 i64 [3,2] values 2 4 6 5 5 0
value   rtol 1e-06 atol 1e-07

case    v1
op      ai.onnx::TopK 1
attr    k 1
in      x0 f32 [3,7] values -2.39899993 -2.58899999 2.94899988 1.72000003 2.87299991 2.08400011 -0.416000009
        -1.84500003 0.222000003 -1.56400001 -2.04299998 0.333000004 0.423000008 2.9059999 1.824
        -2.88899994 -1.97000003 0.351999998 1.245 2.93400002 0.298000008
out     y0 f32 [3,1] values 2.94899988 2.9059999 2.93400002
out     y1 i64 [3,1] values 2 6 5
value   rtol 1e-06 atol 1e-07
grad    rtol 1e-5 atol 1e-7 step 1e-6

case    ties
op      ai.onnx::TopK 11
in      x0 f32 [5] values 1 3 3 2 3
in      x1 i64 [1] values 4
out     y0 f32 [4] values 3 3 3 2
out     y1 i64 [4] values 1 2 4 3
value   rtol 1e-06 atol 1e-07

case    ties_smallest
op      ai.onnx::TopK 11
attr    largest 0
in      x0 i32 [5] values 1 3 1 2 1
in      x1 i64 [1] values 3
out     y0 i32 [3] values 1 1 1
out     y1 i64 [3] values 0 2 4
value   rtol 1e-06 atol 1e-07

case    special
op      ai.onnx::TopK 11
in      x0 f32 [6] values nan -inf inf -0 0 1
in      x1 i64 [1] values 6
out     y0 f32 [6] values nan inf 1 -0 0 -inf
out     y1 i64 [6] values 0 2 5 3 4 1
value   rtol 1e-06 atol 1e-07

case    int8
op      ai.onnx::TopK 24
in      x0 i8 [3] values 3 100 7
in      x1 i64 [1] values 2
out     y0 i8 [2] values 100 7
out     y1 i64 [2] values 1 2
value   rtol 1e-06 atol 1e-07

case    uint8
op      ai.onnx::TopK 24
in      x0 u8 [3] values 3 100 7
in      x1 i64 [1] values 2
out     y0 u8 [2] values 100 7
out     y1 i64 [2] values 1 2
value   rtol 1e-06 atol 1e-07

case    int64
op      ai.onnx::TopK 24
in      x0 i64 [3] values 3 100 7
in      x1 i64 [1] values 2
out     y0 i64 [2] values 100 7
out     y1 i64 [2] values 1 2
value   rtol 1e-06 atol 1e-07

case    uint64
op      ai.onnx::TopK 24
in      x0 u64 [3] values 3 100 7
in      x1 i64 [1] values 2
out     y0 u64 [2] values 100 7
out     y1 i64 [2] values 1 2
value   rtol 1e-06 atol 1e-07

case    float16
op      ai.onnx::TopK 24
in      x0 f16 [3] values 3.0 100.0 7.0
in      x1 i64 [1] values 2
out     y0 f16 [2] values 100.0 7.0
out     y1 i64 [2] values 1 2
value   rtol 1e-06 atol 1e-07

case    float64
op      ai.onnx::TopK 24
in      x0 f64 [3] values 3.0 100.0 7.0
in      x1 i64 [1] values 2
out     y0 f64 [2] values 100.0 7.0
out     y1 i64 [2] values 1 2
value   rtol 1e-06 atol 1e-07

case    u64_top
op      ai.onnx::TopK 11
in      x0 u64 [3] values 9223372036854775808 1 18446744073709551615
in      x1 i64 [1] values 2
out     y0 u64 [2] values 18446744073709551615 9223372036854775808
out     y1 i64 [2] values 2 0
value   rtol 1e-06 atol 1e-07

case    zero
op      ai.onnx::TopK 11
in      x0 f32 [3,7] values -2.39899993 -2.58899999 2.94899988 1.72000003 2.87299991 2.08400011 -0.416000009
        -1.84500003 0.222000003 -1.56400001 -2.04299998 0.333000004 0.423000008 2.9059999 1.824
        -2.88899994 -1.97000003 0.351999998 1.245 2.93400002 0.298000008
in      x1 i64 [1] values 0
out     y0 f32 [3,0] values 
out     y1 i64 [3,0] values 
value   rtol 1e-06 atol 1e-07

case    many
op      ai.onnx::TopK 11
in      x0 f32 [20,1000] uniform -1 1 seed 7
in      x1 i64 [1] values 50
out     y0 any
out     y1 any
value   rtol 1e-06 atol 1e-07

case    huge_k
op      ai.onnx::TopK 11
in      x0 f32 [3,7] values -2.39899993 -2.58899999 2.94899988 1.72000003 2.87299991 2.08400011 -0.416000009
        -1.84500003 0.222000003 -1.56400001 -2.04299998 0.333000004 0.423000008 2.9059999 1.824
        -2.88899994 -1.97000003 0.351999998 1.245 2.93400002 0.298000008
in      x1 i64 [1] values 1099511627776
error   SHAPE k

case    negative_k
op      ai.onnx::TopK 11
in      x0 f32 [3,7] values -2.39899993 -2.58899999 2.94899988 1.72000003 2.87299991 2.08400011 -0.416000009
        -1.84500003 0.222000003 -1.56400001 -2.04299998 0.333000004 0.423000008 2.9059999 1.824
        -2.88899994 -1.97000003 0.351999998 1.245 2.93400002 0.298000008
in      x1 i64 [1] values -1
error   SHAPE k
