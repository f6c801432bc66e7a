# Conv, ConvTranspose and their derivatives. Sums of at most 30 products of small numbers: the
# tolerances are a few roundings of the accumulated magnitude.

case conv_1d_by_hand
op      ai.onnx::Conv 11
attr    pads [1, 1]
in      X  f32 [1,1,4] values 1 2 3 4
in      W  f32 [1,1,3] values 1 10 100
in      B  f32 [1]     values 0.5
out     Y  f32 [1,1,4] values 210.5 321.5 432.5 43.5
value   rtol 0 atol 0   # small integers: exact

case conv_2d
op      ai.onnx::Conv 22
attr    kernel_shape [2, 3]  strides [2, 1]  dilations [1, 2]  pads [0, 1, 1, 0]  group 2
in      X  f64 [2,4,5,7] uniform -1 1 seed 1
in      W  f64 [6,2,2,3] uniform -1 1 seed 2
in      B  f64 [6]       uniform -1 1 seed 3
out     Y  any
grad    rtol 1e-6 atol 1e-8 step 1e-4  # the function is linear in each argument

case conv_old
op      ai.onnx::Conv 1
attr    auto_pad "VALID"
in      X  f16 [1,1,3] values 1 2 3
in      W  f16 [2,1,2] values 1 1 1 -1
out     Y  f16 [1,2,2] values 3 5 -1 -1
value   rtol 0 atol 0

case conv_same_upper
op      ai.onnx::Conv 11
attr    auto_pad "SAME_UPPER"  strides [2]
in      X  f32 [1,1,4] values 1 2 3 4
in      W  f32 [1,1,3] values 1 10 100
out     Y  f32 [1,1,2] values 321 43
value   rtol 0 atol 0

case conv_same_lower
op      ai.onnx::Conv 11
attr    auto_pad "SAME_LOWER"  strides [2]
in      X  f32 [1,1,4] values 1 2 3 4
in      W  f32 [1,1,3] values 1 10 100
out     Y  f32 [1,1,2] values 210 432
value   rtol 0 atol 0

case conv_bf16
op      ai.onnx::Conv 22
in      X  bf16 [1,2,2] values 1 2 3 4
in      W  bf16 [1,2,1] values 1 0.5
out     Y  bf16 [1,1,2] values 2.5 4
value   rtol 0 atol 0

case conv_empty_batch
op      ai.onnx::Conv 22
in      X  f32 [0,2,4] fill 0
in      W  f32 [3,2,2] fill 1
out     Y  f32 [0,3,3] fill 0
value   rtol 0 atol 0

case conv_grad_by_hand
op      com.microsoft::ConvGrad 1
attr    pads [1, 1]
in      dY f32 [1,1,4] values 1 0 0 2
in      X  f32 [1,1,4] values 1 2 3 4
in      W  f32 [1,1,3] values 1 10 100
out     dX f32 [1,1,4] values 10 100 2 20
out     dW f32 [1,1,3] values 6 9 2
out     dB f32 [1]     values 3
value   rtol 0 atol 0

case conv_grad_only_dw
op      com.microsoft::ConvGrad 1
attr    kernel_shape [2]  strides [2]  dilations [1]  group 1  auto_pad "NOTSET"
in      dY f32 [1,1,2] values 1 10
in      X  f32 [1,1,4] values 1 2 3 4
in      W  f32 [1,1,2] values 5 6
out     dX unwanted
out     dW f32 [1,1,2] values 31 42
out     dB unwanted
value   rtol 0 atol 0

case transpose_by_hand
op      ai.onnx::ConvTranspose 11
attr    strides [2]  output_padding [1]
in      X  f32 [1,1,2] values 1 2
in      W  f32 [1,1,2] values 1 10
in      B  f32 [1]     values 0.5
out     Y  f32 [1,1,5] values 1.5 10.5 2.5 20.5 0.5
value   rtol 0 atol 0

case transpose_2d
op      ai.onnx::ConvTranspose 22
attr    kernel_shape [2, 3]  strides [2, 1]  dilations [1, 2]  pads [0, 1, 1, 0]  group 2
        output_padding [1, 0]
in      X  f64 [2,4,3,4] uniform -1 1 seed 1
in      W  f64 [4,3,2,3] uniform -1 1 seed 2
in      B  f64 [6]       uniform -1 1 seed 3
out     Y  any
grad    rtol 1e-6 atol 1e-8 step 1e-4

case transpose_old
op      ai.onnx::ConvTranspose 1
attr    auto_pad "VALID"
in      X  f64 [1,1,2] values 1 2
in      W  f64 [1,1,2] values 1 10
out     Y  f64 [1,1,3] values 1 12 20
value   rtol 0 atol 0

# the full result 1 12 20 is one too long: SAME_UPPER cuts it at the end
case transpose_same_upper
op      ai.onnx::ConvTranspose 11
attr    auto_pad "SAME_UPPER"  strides [1]
in      X  f32 [1,1,2] values 1 2
in      W  f32 [1,1,2] values 1 10
out     Y  f32 [1,1,2] values 1 12
value   rtol 0 atol 0

case transpose_output_shape
op      ai.onnx::ConvTranspose 11
attr    output_shape [2]
in      X  f32 [1,1,2] values 1 2
in      W  f32 [1,1,2] values 1 10
out     Y  f32 [1,1,2] values 12 20
value   rtol 0 atol 0

# longer than the full result: the rest is zero, at the end
case transpose_output_shape_longer
op      ai.onnx::ConvTranspose 11
attr    output_shape [5]
in      X  f32 [1,1,2] values 1 2
in      W  f32 [1,1,2] values 1 10
out     Y  f32 [1,1,5] values 1 12 20 0 0
value   rtol 0 atol 0

# as above, with every attribute at its default value written out
case transpose_grad_by_hand
op      com.microsoft::ConvTransposeGrad 1
attr    strides [2]  kernel_shape [2]  pads [0, 0]  dilations [1]  group 1  auto_pad "NOTSET"
        output_padding [0]  output_shape [4]
in      dY f32 [1,1,4] values 1 2 3 4
in      X  f32 [1,1,2] values 1 2
in      W  f32 [1,1,2] values 1 10
out     dX f32 [1,1,2] values 21 43
out     dW f32 [1,1,2] values 7 10
out     dB f32 [1]     values 10
value   rtol 0 atol 0

# ---- refusals ----

case kernel_larger_than_input
op      ai.onnx::Conv 11
in      X  f32 [1,1,4,4] fill 1
in      W  f32 [1,1,9,9] fill 1
error   SHAPE kernel 9 spans 9 4

case stride_0
op      ai.onnx::Conv 11
attr    strides [0]
in      X  f32 [1,1,4] fill 1
in      W  f32 [1,1,1] fill 1
error   MODEL strides 0

case group_0
op      ai.onnx::Conv 11
attr    group 0
in      X  f32 [1,1,4] fill 1
in      W  f32 [1,1,1] fill 1
error   MODEL group 0

case weights_of_rank_6
op      ai.onnx::Conv 11
in      X  f32 [1,1,4,4] fill 1
in      W  f32 [1,1,1,1,1,1] fill 1
error   SHAPE rank 6 4

case dilation_huge
op      ai.onnx::Conv 11
attr    dilations [9223372036854775807]
in      X  f32 [1,1,4] fill 1
in      W  f32 [1,1,2] fill 1
error   MODEL dilations 9223372036854775807

case dilation_large
op      ai.onnx::Conv 11
attr    dilations [2147483647]
in      X  f32 [1,1,4] fill 1
in      W  f32 [1,1,2] fill 1
error   SHAPE spans 2147483648

case pads_negative
op      ai.onnx::Conv 11
attr    pads [-1, 0]
in      X  f32 [1,1,4] fill 1
in      W  f32 [1,1,1] fill 1
error   MODEL pads -1

case pads_too_few
op      ai.onnx::Conv 11
attr    pads [1, 1]
in      X  f32 [1,1,4,4] fill 1
in      W  f32 [1,1,1,1] fill 1
error   MODEL pads 2 4

case group_does_not_divide
op      ai.onnx::Conv 11
attr    group 2
in      X  f32 [1,2,4] fill 1
in      W  f32 [3,1,1] fill 1
error   SHAPE group 2 3

case channels_differ
op      ai.onnx::Conv 11
in      X  f32 [1,3,4] fill 1
in      W  f32 [1,2,1] fill 1
error   SHAPE 3 channels 2

case kernel_shape_differs
op      ai.onnx::Conv 11
attr    kernel_shape [2]
in      X  f32 [1,1,4] fill 1
in      W  f32 [1,1,3] fill 1
error   SHAPE kernel_shape 2 3

case kernel_of_size_0
op      ai.onnx::Conv 11
in      X  f32 [1,1,4] fill 1
in      W  f32 [1,1,0] fill 1
error   SHAPE 0

case bias_too_long
op      ai.onnx::Conv 11
in      X  f32 [1,1,4] fill 1
in      W  f32 [1,1,1] fill 1
in      B  f32 [2] fill 1
error   SHAPE 2 1

case data_of_rank_2
op      ai.onnx::Conv 11
in      X  f32 [1,1] fill 1
in      W  f32 [1,1] fill 1
error   SHAPE rank 2

case four_spatial_dimensions
op      ai.onnx::Conv 11
in      X  f32 [1,1,1,1,1,1] fill 1
in      W  f32 [1,1,1,1,1,1] fill 1
error   UNSUPPORTED 4

case grad_of_another_shape
op      com.microsoft::ConvGrad 1
in      dY f32 [1,1,4] fill 1
in      X  f32 [1,1,4] fill 1
in      W  f32 [1,1,2] fill 1
error   SHAPE 4 3

case transpose_pads_too_large
op      ai.onnx::ConvTranspose 11
attr    pads [2, 2]
in      X  f32 [1,1,2] fill 1
in      W  f32 [1,1,2] fill 1
error   SHAPE pads -1

case transpose_overflow
op      ai.onnx::ConvTranspose 11
attr    output_shape [2147483647, 2147483647, 2147483647]
in      X  f32 [1,1,1,1,1] fill 1
in      W  f32 [1,1,1,1,1] fill 1
error   LIMIT
