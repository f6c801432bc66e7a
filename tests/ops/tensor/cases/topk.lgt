case    largest
op      ai.onnx::TopK 11
in      x0 f32 [3,7] values -1.96200001 0.324999988 2.15799999 -1.38 -1.74699998 1.70799994 0.397000015 0.407000005
        0.57099998 1.85300004 1.68200004 -1.41100001 -0.823000014 2.99000001 2.02699995
        0.243000001 -1.079 2.40100002 -1.30299997 -0.223000005 0.56099999
in      x1 i64 [1] values 3
out     y0 f32 [3,3] values 2.15799999 1.70799994 0.397000015 2.99000001 1.85300004 1.68200004 2.40100002 2.02699995
        0.56099999
out     y1 i64 [3,3] values 2 5 6 6 2 3 3 0 6
value   rtol 1e-06 atol 1e-07
grad    rtol 1e-5 atol 1e-7 step 1e-6

case    smallest
op      ai.onnx::TopK 11
attr    largest 0  axis 0
in      x0 f32 [3,7] values -1.96200001 0.324999988 2.15799999 -1.38 -1.74699998 1.70799994 0.397000015 0.407000005
        0.57099998 1.85300004 1.68200004 -1.41100001 -0.823000014 2.99000001 2.02699995
        0.243000001 -1.079 2.40100002 -1.30299997 -0.223000005 0.56099999
in      x1 i64 [1] values 2
out     y0 f32 [2,7] values -1.96200001 0.243000001 -1.079 -1.38 -1.74699998 -0.823000014 0.397000015 0.407000005
        0.324999988 1.85300004 1.68200004 -1.41100001 -0.223000005 0.56099999
out     y1 i64 [2,7] values 0 2 2 0 0 1 0 1 0 1 1 1 2 2
value   rtol 1e-06 atol 1e-07
grad    rtol 1e-5 atol 1e-7 step 1e-6

case    v10
op      ai.onnx::TopK 10
in      x0 f32 [3,7] values -1.96200001 0.324999988 2.15799999 -1.38 -1.74699998 1.70799994 0.397000015 0.407000005
        0.57099998 1.85300004 1.68200004 -1.41100001 -0.823000014 2.99000001 2.02699995
        0.243000001 -1.079 2.40100002 -1.30299997 -0.223000005 0.56099999
in      x1 i64 [1] values 2
out     y0 f32 [3,2] values 2.15799999 1.70799994 2.99000001 1.85300004 2.40100002 2.02699995
out     y1 i64 [3,2] values 2 5 6 2 3 0
value   rtol 1e-06 atol 1e-07

case    v1
op      ai.onnx::TopK 1
attr    k 1
in      x0 f32 [3,7] values -1.96200001 0.324999988 2.15799999 -1.38 -1.74699998 1.70799994 0.397000015 0.407000005
        0.57099998 1.85300004 1.68200004 -1.41100001 -0.823000014 2.99000001 2.02699995
        0.243000001 -1.079 2.40100002 -1.30299997 -0.223000005 0.56099999
out     y0 f32 [3,1] values 2.15799999 2.99000001 2.40100002
out     y1 i64 [3,1] values 2 6 3
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
in      x0 f32 [3,7] values -1.96200001 0.324999988 2.15799999 -1.38 -1.74699998 1.70799994 0.397000015 0.407000005
        0.57099998 1.85300004 1.68200004 -1.41100001 -0.823000014 2.99000001 2.02699995
        0.243000001 -1.079 2.40100002 -1.30299997 -0.223000005 0.56099999
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
in      x0 f32 [3,7] values -1.96200001 0.324999988 2.15799999 -1.38 -1.74699998 1.70799994 0.397000015 0.407000005
        0.57099998 1.85300004 1.68200004 -1.41100001 -0.823000014 2.99000001 2.02699995
        0.243000001 -1.079 2.40100002 -1.30299997 -0.223000005 0.56099999
in      x1 i64 [1] values 1099511627776
error   SHAPE k

case    negative_k
op      ai.onnx::TopK 11
in      x0 f32 [3,7] values -1.96200001 0.324999988 2.15799999 -1.38 -1.74699998 1.70799994 0.397000015 0.407000005
        0.57099998 1.85300004 1.68200004 -1.41100001 -0.823000014 2.99000001 2.02699995
        0.243000001 -1.079 2.40100002 -1.30299997 -0.223000005 0.56099999
in      x1 i64 [1] values -1
error   SHAPE k
