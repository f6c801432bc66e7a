# Ranking and embedding losses: against the body, gradients by differences, corners, bad inputs.

case    margin_none
op      ai.lossgraph::MarginRankingLoss 1
attr    reduction "none"  margin 0.3
in      input1 f64 [3,4] uniform -2 2 seed 1
in      input2 f64 [1,4] uniform -2 2 seed 2
in      target f64 [3,1] uniform -1 1 seed 3
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    margin_none_grad
op      ai.lossgraph::MarginRankingLossGrad 1
attr    reduction "none"  margin 0.3
in      grad_output f64 [3,4] uniform -2 2 seed 99
in      input1 f64 [3,4] uniform -2 2 seed 1
in      input2 f64 [1,4] uniform -2 2 seed 2
in      target f64 [3,1] uniform -1 1 seed 3
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    hinge_none
op      ai.lossgraph::HingeEmbeddingLoss 1
attr    reduction "none"  margin 0.3
in      input f64 [4] uniform -2 2 seed 1
in      target i64 [3,4] values 1 -1 1 -1 1 1 -1 0 1 -1 -1 2
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    hinge_none_grad
op      ai.lossgraph::HingeEmbeddingLossGrad 1
attr    reduction "none"  margin 0.3
in      grad_output f64 [3,4] uniform -2 2 seed 99
in      input f64 [4] uniform -2 2 seed 1
in      target i64 [3,4] values 1 -1 1 -1 1 1 -1 0 1 -1 -1 2
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    cosine_none
op      ai.lossgraph::CosineEmbeddingLoss 1
attr    reduction "none"  margin -0.9
in      input1 f64 [1,5] uniform -2 2 seed 1
in      input2 f64 [4,5] uniform -2 2 seed 2
in      target i32 [4] values 1 -1 1 0
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    cosine_none_grad
op      ai.lossgraph::CosineEmbeddingLossGrad 1
attr    reduction "none"  margin -0.9
in      grad_output f64 [4] uniform -2 2 seed 99
in      input1 f64 [1,5] uniform -2 2 seed 1
in      input2 f64 [4,5] uniform -2 2 seed 2
in      target i32 [4] values 1 -1 1 0
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    margin_mean
op      ai.lossgraph::MarginRankingLoss 1
attr    reduction "mean"  margin 0.3
in      input1 f64 [3,4] uniform -2 2 seed 1
in      input2 f64 [1,4] uniform -2 2 seed 2
in      target f64 [3,1] uniform -1 1 seed 3
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    margin_mean_grad
op      ai.lossgraph::MarginRankingLossGrad 1
attr    reduction "mean"  margin 0.3
in      grad_output f64 [] values 0.75
in      input1 f64 [3,4] uniform -2 2 seed 1
in      input2 f64 [1,4] uniform -2 2 seed 2
in      target f64 [3,1] uniform -1 1 seed 3
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    hinge_mean
op      ai.lossgraph::HingeEmbeddingLoss 1
attr    reduction "mean"  margin 0.3
in      input f64 [4] uniform -2 2 seed 1
in      target i64 [3,4] values 1 -1 1 -1 1 1 -1 0 1 -1 -1 2
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    hinge_mean_grad
op      ai.lossgraph::HingeEmbeddingLossGrad 1
attr    reduction "mean"  margin 0.3
in      grad_output f64 [] values 0.75
in      input f64 [4] uniform -2 2 seed 1
in      target i64 [3,4] values 1 -1 1 -1 1 1 -1 0 1 -1 -1 2
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    cosine_mean
op      ai.lossgraph::CosineEmbeddingLoss 1
attr    reduction "mean"  margin -0.9
in      input1 f64 [1,5] uniform -2 2 seed 1
in      input2 f64 [4,5] uniform -2 2 seed 2
in      target i32 [4] values 1 -1 1 0
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    cosine_mean_grad
op      ai.lossgraph::CosineEmbeddingLossGrad 1
attr    reduction "mean"  margin -0.9
in      grad_output f64 [] values 0.75
in      input1 f64 [1,5] uniform -2 2 seed 1
in      input2 f64 [4,5] uniform -2 2 seed 2
in      target i32 [4] values 1 -1 1 0
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    margin_sum
op      ai.lossgraph::MarginRankingLoss 1
attr    reduction "sum"  margin 0.3
in      input1 f64 [3,4] uniform -2 2 seed 1
in      input2 f64 [1,4] uniform -2 2 seed 2
in      target f64 [3,1] uniform -1 1 seed 3
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    margin_sum_grad
op      ai.lossgraph::MarginRankingLossGrad 1
attr    reduction "sum"  margin 0.3
in      grad_output f64 [] values 0.75
in      input1 f64 [3,4] uniform -2 2 seed 1
in      input2 f64 [1,4] uniform -2 2 seed 2
in      target f64 [3,1] uniform -1 1 seed 3
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    hinge_sum
op      ai.lossgraph::HingeEmbeddingLoss 1
attr    reduction "sum"  margin 0.3
in      input f64 [4] uniform -2 2 seed 1
in      target i64 [3,4] values 1 -1 1 -1 1 1 -1 0 1 -1 -1 2
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    hinge_sum_grad
op      ai.lossgraph::HingeEmbeddingLossGrad 1
attr    reduction "sum"  margin 0.3
in      grad_output f64 [] values 0.75
in      input f64 [4] uniform -2 2 seed 1
in      target i64 [3,4] values 1 -1 1 -1 1 1 -1 0 1 -1 -1 2
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    cosine_sum
op      ai.lossgraph::CosineEmbeddingLoss 1
attr    reduction "sum"  margin -0.9
in      input1 f64 [1,5] uniform -2 2 seed 1
in      input2 f64 [4,5] uniform -2 2 seed 2
in      target i32 [4] values 1 -1 1 0
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double
grad    rtol 1e-5 atol 1e-8 step 1e-6   # central differences in double

case    cosine_sum_grad
op      ai.lossgraph::CosineEmbeddingLossGrad 1
attr    reduction "sum"  margin -0.9
in      grad_output f64 [] values 0.75
in      input1 f64 [1,5] uniform -2 2 seed 1
in      input2 f64 [4,5] uniform -2 2 seed 2
in      target i32 [4] values 1 -1 1 0
value   rtol 1e-12 atol 1e-12   # against the body, a few roundings of double

case    cosine_vectors
op      ai.lossgraph::CosineEmbeddingLoss 1
in      input1 f64 [2] values 1 2
in      input2 f64 [2] values 2 1
in      target f64 [] values -1
out     loss f64 [] values 0.8
value   rtol 1e-12 atol 0

case    cosine_long_f32
op      ai.lossgraph::CosineEmbeddingLossGrad 1
in      grad_output f32 [] values 1
in      input1 f32 [1,1300] uniform -1 1 seed 1
in      input2 f32 [90,1300] uniform -1 1 seed 2
in      target f32 [90] fill 1
value   rtol 1e-4 atol 1e-9   # float against the body, sums of 1300

case    margin_corner
op      ai.lossgraph::MarginRankingLossGrad 1
attr    reduction "sum"
in      grad_output f64 [] values 1
in      input1 f64 [2] values 1 nan
in      input2 f64 [2] values 1 0
in      target f64 [2] values 1 1
out     grad_input1 f64 [2] values -1 0
out     grad_input2 f64 [2] values 1 0
out     grad_target f64 [2] values 0 nan
value   rtol 0 atol 0

case    hinge_corner_f32
op      ai.lossgraph::HingeEmbeddingLossGrad 1
attr    reduction "sum"  margin 0.1
in      grad_output f32 [] values 1
in      input f32 [2] values 0.10000000149011612 0.20000000298023224
in      target f32 [2] values -1 -1
out     grad_input f32 [2] values -1 0
value   rtol 0 atol 0   # 0.1 is compared in float

case    cosine_corner
op      ai.lossgraph::CosineEmbeddingLossGrad 1
attr    reduction "sum"
in      grad_output f64 [] values 1
in      input1 f64 [2,2] values 1 0 0 0
in      input2 f64 [2,2] values 0 1 0 0
in      target f64 [2] values -1 1
out     grad_input1 f64 [2,2] values 0 1 0 0
out     grad_input2 f64 [2,2] values 1 0 0 0
value   rtol 1e-11 atol 0   # 1e-12 is added to the squared norms

case    bad_ranks
op      ai.lossgraph::MarginRankingLoss 1
in      input1 f64 [2] values 0 0
in      input2 f64 [2] values 0 0
in      target f64 [] values 1
error   SHAPE rank

case    bad_cosine_ranks
op      ai.lossgraph::CosineEmbeddingLoss 1
in      input1 f64 [2,2] values 0 0 0 0
in      input2 f64 [2,2] values 0 0 0 0
in      target f64 [] values 1
error   SHAPE ranks

case    bad_cosine_width
op      ai.lossgraph::CosineEmbeddingLoss 1
in      input1 f64 [2,2] values 0 0 0 0
in      input2 f64 [2,3] values 0 0 0 0 0 0
in      target f64 [2] values 0 0
error   SHAPE 3 2

case    bad_cosine_batch
op      ai.lossgraph::CosineEmbeddingLoss 1
in      input1 f64 [2,2] values 0 0 0 0
in      input2 f64 [3,2] values 0 0 0 0 0 0
in      target f64 [2] values 0 0
error   SHAPE broadcast

case    bad_margin
op      ai.lossgraph::HingeEmbeddingLoss 1
attr    margin inf
in      input f64 [2] values 0 0
in      target f64 [2] values 0 0
error   MODEL margin
