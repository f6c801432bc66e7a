# Cross-entropy operators of ONNX Runtime's training graphs. Expected values are PyTorch's in double.

case    internal_none
op      com.microsoft::SoftmaxCrossEntropyLossInternal 1
attr    reduction "none"
in      scores f64 [4,3] values 1.25 -1.75 -1.25 -1 -1.25 1.25 1.5 0.25 -2 -1.75 -0.75 -0.25
in      labels i64 [4] values 2 0 1 2
in      weights f64 [3] values 0.5 1 2
in      ignore_index i64 [] values 0
out     output f64 [4] values 5.247745916738735 0 1.5251302622476355 1.2082612106734565
out     log_prob f64 [4,3] values -0.12387295836936733 -3.1238729583693674 -2.6238729583693674
       -2.4218369711000984 -2.6718369711000984 -0.17183697110009832 -0.2751302622476354
       -1.5251302622476355 -3.7751302622476355 -2.1041306053367284 -1.1041306053367284
       -0.6041306053367282
value   rtol 1e-12 atol 1e-13   # a few roundings of double

case    internal_grad_none
op      com.microsoft::SoftmaxCrossEntropyLossInternalGrad 1
attr    reduction "none"
in      dY f64 [4] values 1 -1 0.5 2
in      log_prob f64 [4,3] values -0.12387295836936733 -3.1238729583693674 -2.6238729583693674
       -2.4218369711000984 -2.6718369711000984 -0.17183697110009832 -0.2751302622476354
       -1.5251302622476355 -3.7751302622476355 -2.1041306053367284 -1.1041306053367284
       -0.6041306053367282
in      label i64 [4] values 2 0 1 2
in      weight f64 [3] values 0.5 1 2
in      ignore_index i64 [] values 0
out     d_logits f64 [4,3] values 1.766984148054389 0.08797296058411569 -1.8549571086385046 0 0 0
       0.3797365930484911 -0.3912036445482614 0.011467051499770212 0.4878066092389154
       1.325995841696366 -1.8138024509352815
value   rtol 1e-12 atol 1e-13   # a few roundings of double

case    internal_bias_none
op      com.microsoft::SoftmaxCrossEntropyLossInternalGrad 1
attr    reduction "none"
in      dY f64 [4] values 1 -1 0.5 2
in      log_prob f64 [4,3] values -0.12387295836936733 -3.1238729583693674 -2.6238729583693674
       -2.4218369711000984 -2.6718369711000984 -0.17183697110009832 -0.2751302622476354
       -1.5251302622476355 -3.7751302622476355 -2.1041306053367284 -1.1041306053367284
       -0.6041306053367282
in      label i64 [4] values 2 0 1 2
in      weight f64 [3] values 0.5 1 2
in      ignore_index i64 [] values 0
in      bias f64 [4,3] values 0.5 0 -1 -1.5 0.75 1 -2 -1.75 -0.25 -0.5 1.75 0
out     d_logits f64 [4,3] values 2.266984148054389 0.08797296058411569 -2.8549571086385046 -1.5
       0.75 1 -1.620263406951509 -2.1412036445482614 -0.2385329485002298 -0.01219339076108461
       3.0759958416963658 -1.8138024509352815
value   rtol 1e-12 atol 1e-13   # a few roundings of double

case    grad_none
op      com.microsoft::SoftmaxCrossEntropyLossGrad 1
attr    reduction "none"  ignore_index 0
in      dY f64 [4] values 1 -1 0.5 2
in      log_prob f64 [4,3] values -0.12387295836936733 -3.1238729583693674 -2.6238729583693674
       -2.4218369711000984 -2.6718369711000984 -0.17183697110009832 -0.2751302622476354
       -1.5251302622476355 -3.7751302622476355 -2.1041306053367284 -1.1041306053367284
       -0.6041306053367282
in      label i64 [4] values 2 0 1 2
in      weight f64 [3] values 0.5 1 2
out     d_logits f64 [4,3] values 1.766984148054389 0.08797296058411569 -1.8549571086385046 0 0 0
       0.3797365930484911 -0.3912036445482614 0.011467051499770212 0.4878066092389154
       1.325995841696366 -1.8138024509352815
value   rtol 1e-12 atol 1e-13   # a few roundings of double

case    nll_none
op      com.microsoft::NegativeLogLikelihoodLossInternal 1
attr    reduction "none"
in      input f64 [4,3] values -0.12387295836936733 -3.1238729583693674 -2.6238729583693674
       -2.4218369711000984 -2.6718369711000984 -0.17183697110009832 -0.2751302622476354
       -1.5251302622476355 -3.7751302622476355 -2.1041306053367284 -1.1041306053367284
       -0.6041306053367282
in      target i64 [4] values 2 0 1 2
in      weight f64 [3] values 0.5 1 2
in      ignore_index i64 [] values 0
out     loss f64 [4] values 5.247745916738735 0 1.5251302622476355 1.2082612106734565
value   rtol 1e-12 atol 1e-13   # a few roundings of double

case    nll2_none
op      com.microsoft::NegativeLogLikelihoodLossInternal2 1
attr    reduction "none"
in      input f64 [4,3] values -0.12387295836936733 -3.1238729583693674 -2.6238729583693674
       -2.4218369711000984 -2.6718369711000984 -0.17183697110009832 -0.2751302622476354
       -1.5251302622476355 -3.7751302622476355 -2.1041306053367284 -1.1041306053367284
       -0.6041306053367282
in      target i64 [4] values 2 0 1 2
in      weight f64 [3] values 0.5 1 2
in      ignore_index i64 [] values 0
out     loss f64 [4] values 5.247745916738735 0 1.5251302622476355 1.2082612106734565
value   rtol 1e-12 atol 1e-13   # a few roundings of double

case    internal_mean
op      com.microsoft::SoftmaxCrossEntropyLossInternal 1
attr    reduction "mean"
in      scores f64 [4,3] values 1.25 -1.75 -1.25 -1 -1.25 1.25 1.5 0.25 -2 -1.75 -0.75 -0.25
in      labels i64 [4] values 2 0 1 2
in      weights f64 [3] values 0.5 1 2
in      ignore_index i64 [] values 0
out     output f64 [] values 1.5962274779319654
out     log_prob f64 [4,3] values -0.12387295836936733 -3.1238729583693674 -2.6238729583693674
       -2.4218369711000984 -2.6718369711000984 -0.17183697110009832 -0.2751302622476354
       -1.5251302622476355 -3.7751302622476355 -2.1041306053367284 -1.1041306053367284
       -0.6041306053367282
value   rtol 1e-12 atol 1e-13   # a few roundings of double

case    internal_grad_mean
op      com.microsoft::SoftmaxCrossEntropyLossInternalGrad 1
attr    reduction "mean"
in      dY f64 [] values 0.75
in      log_prob f64 [4,3] values -0.12387295836936733 -3.1238729583693674 -2.6238729583693674
       -2.4218369711000984 -2.6718369711000984 -0.17183697110009832 -0.2751302622476354
       -1.5251302622476355 -3.7751302622476355 -2.1041306053367284 -1.1041306053367284
       -0.6041306053367282
in      label i64 [4] values 2 0 1 2
in      weight f64 [3] values 0.5 1 2
in      ignore_index i64 [] values 0
out     d_logits f64 [4,3] values 0.26504762220815836 0.013195944087617354 -0.2782435662957757 0
       0 0 0.11392097791454733 -0.1173610933644784 0.0034401154499310634 0.036585495692918656
       0.09944968812722745 -0.1360351838201461
value   rtol 1e-12 atol 1e-13   # a few roundings of double

case    internal_bias_mean
op      com.microsoft::SoftmaxCrossEntropyLossInternalGrad 1
attr    reduction "mean"
in      dY f64 [] values 0.75
in      log_prob f64 [4,3] values -0.12387295836936733 -3.1238729583693674 -2.6238729583693674
       -2.4218369711000984 -2.6718369711000984 -0.17183697110009832 -0.2751302622476354
       -1.5251302622476355 -3.7751302622476355 -2.1041306053367284 -1.1041306053367284
       -0.6041306053367282
in      label i64 [4] values 2 0 1 2
in      weight f64 [3] values 0.5 1 2
in      ignore_index i64 [] values 0
in      bias f64 [4,3] values -0.25 -0.25 0.75 0.25 -1.5 1 1 2 1.25 -1 -0.75 0.75
out     d_logits f64 [4,3] values 0.015047622208158362 -0.23680405591238265 0.4717564337042243
       0.25 -1.5 1 1.1139209779145474 1.8826389066355216 1.253440115449931 -0.9634145043070813
       -0.6505503118727726 0.6139648161798539
value   rtol 1e-12 atol 1e-13   # a few roundings of double

case    grad_mean
op      com.microsoft::SoftmaxCrossEntropyLossGrad 1
attr    reduction "mean"  ignore_index 0
in      dY f64 [] values 0.75
in      log_prob f64 [4,3] values -0.12387295836936733 -3.1238729583693674 -2.6238729583693674
       -2.4218369711000984 -2.6718369711000984 -0.17183697110009832 -0.2751302622476354
       -1.5251302622476355 -3.7751302622476355 -2.1041306053367284 -1.1041306053367284
       -0.6041306053367282
in      label i64 [4] values 2 0 1 2
in      weight f64 [3] values 0.5 1 2
out     d_logits f64 [4,3] values 0.26504762220815836 0.013195944087617354 -0.2782435662957757 0
       0 0 0.11392097791454733 -0.1173610933644784 0.0034401154499310634 0.036585495692918656
       0.09944968812722745 -0.1360351838201461
value   rtol 1e-12 atol 1e-13   # a few roundings of double

case    nll_mean
op      com.microsoft::NegativeLogLikelihoodLossInternal 1
attr    reduction "mean"
in      input f64 [4,3] values -0.12387295836936733 -3.1238729583693674 -2.6238729583693674
       -2.4218369711000984 -2.6718369711000984 -0.17183697110009832 -0.2751302622476354
       -1.5251302622476355 -3.7751302622476355 -2.1041306053367284 -1.1041306053367284
       -0.6041306053367282
in      target i64 [4] values 2 0 1 2
in      weight f64 [3] values 0.5 1 2
in      ignore_index i64 [] values 0
out     loss f64 [] values 1.5962274779319654
value   rtol 1e-12 atol 1e-13   # a few roundings of double

case    nll2_mean
op      com.microsoft::NegativeLogLikelihoodLossInternal2 1
attr    reduction "mean"
in      input f64 [4,3] values -0.12387295836936733 -3.1238729583693674 -2.6238729583693674
       -2.4218369711000984 -2.6718369711000984 -0.17183697110009832 -0.2751302622476354
       -1.5251302622476355 -3.7751302622476355 -2.1041306053367284 -1.1041306053367284
       -0.6041306053367282
in      target i64 [4] values 2 0 1 2
in      weight f64 [3] values 0.5 1 2
in      ignore_index i64 [] values 0
out     loss f64 [] values 1.5962274779319654
value   rtol 1e-12 atol 1e-13   # a few roundings of double

case    internal_sum
op      com.microsoft::SoftmaxCrossEntropyLossInternal 1
attr    reduction "sum"
in      scores f64 [4,3] values 1.25 -1.75 -1.25 -1 -1.25 1.25 1.5 0.25 -2 -1.75 -0.75 -0.25
in      labels i64 [4] values 2 0 1 2
in      weights f64 [3] values 0.5 1 2
in      ignore_index i64 [] values 0
out     output f64 [] values 7.9811373896598266
out     log_prob f64 [4,3] values -0.12387295836936733 -3.1238729583693674 -2.6238729583693674
       -2.4218369711000984 -2.6718369711000984 -0.17183697110009832 -0.2751302622476354
       -1.5251302622476355 -3.7751302622476355 -2.1041306053367284 -1.1041306053367284
       -0.6041306053367282
value   rtol 1e-12 atol 1e-13   # a few roundings of double

case    internal_grad_sum
op      com.microsoft::SoftmaxCrossEntropyLossInternalGrad 1
attr    reduction "sum"
in      dY f64 [] values 0.75
in      log_prob f64 [4,3] values -0.12387295836936733 -3.1238729583693674 -2.6238729583693674
       -2.4218369711000984 -2.6718369711000984 -0.17183697110009832 -0.2751302622476354
       -1.5251302622476355 -3.7751302622476355 -2.1041306053367284 -1.1041306053367284
       -0.6041306053367282
in      label i64 [4] values 2 0 1 2
in      weight f64 [3] values 0.5 1 2
in      ignore_index i64 [] values 0
out     d_logits f64 [4,3] values 1.3252381110407918 0.06597972043808677 -1.3912178314788783 0 0
       0 0.5696048895727367 -0.5868054668223921 0.01720057724965532 0.18292747846459328
       0.49724844063613727 -0.6801759191007306
value   rtol 1e-12 atol 1e-13   # a few roundings of double

case    internal_bias_sum
op      com.microsoft::SoftmaxCrossEntropyLossInternalGrad 1
attr    reduction "sum"
in      dY f64 [] values 0.75
in      log_prob f64 [4,3] values -0.12387295836936733 -3.1238729583693674 -2.6238729583693674
       -2.4218369711000984 -2.6718369711000984 -0.17183697110009832 -0.2751302622476354
       -1.5251302622476355 -3.7751302622476355 -2.1041306053367284 -1.1041306053367284
       -0.6041306053367282
in      label i64 [4] values 2 0 1 2
in      weight f64 [3] values 0.5 1 2
in      ignore_index i64 [] values 0
in      bias f64 [4,3] values 0.75 0.75 1.5 -1 1.75 -2 -1.75 2 2 -0.75 -1.5 -0.75
out     d_logits f64 [4,3] values 2.075238111040792 0.8159797204380868 0.10878216852112166 -1
       1.75 -2 -1.1803951104272632 1.413194533177608 2.0172005772496555 -0.5670725215354067
       -1.0027515593638627 -1.4301759191007306
value   rtol 1e-12 atol 1e-13   # a few roundings of double

case    grad_sum
op      com.microsoft::SoftmaxCrossEntropyLossGrad 1
attr    reduction "sum"  ignore_index 0
in      dY f64 [] values 0.75
in      log_prob f64 [4,3] values -0.12387295836936733 -3.1238729583693674 -2.6238729583693674
       -2.4218369711000984 -2.6718369711000984 -0.17183697110009832 -0.2751302622476354
       -1.5251302622476355 -3.7751302622476355 -2.1041306053367284 -1.1041306053367284
       -0.6041306053367282
in      label i64 [4] values 2 0 1 2
in      weight f64 [3] values 0.5 1 2
out     d_logits f64 [4,3] values 1.3252381110407918 0.06597972043808677 -1.3912178314788783 0 0
       0 0.5696048895727367 -0.5868054668223921 0.01720057724965532 0.18292747846459328
       0.49724844063613727 -0.6801759191007306
value   rtol 1e-12 atol 1e-13   # a few roundings of double

case    nll_sum
op      com.microsoft::NegativeLogLikelihoodLossInternal 1
attr    reduction "sum"
in      input f64 [4,3] values -0.12387295836936733 -3.1238729583693674 -2.6238729583693674
       -2.4218369711000984 -2.6718369711000984 -0.17183697110009832 -0.2751302622476354
       -1.5251302622476355 -3.7751302622476355 -2.1041306053367284 -1.1041306053367284
       -0.6041306053367282
in      target i64 [4] values 2 0 1 2
in      weight f64 [3] values 0.5 1 2
in      ignore_index i64 [] values 0
out     loss f64 [] values 7.9811373896598266
value   rtol 1e-12 atol 1e-13   # a few roundings of double

case    nll2_sum
op      com.microsoft::NegativeLogLikelihoodLossInternal2 1
attr    reduction "sum"
in      input f64 [4,3] values -0.12387295836936733 -3.1238729583693674 -2.6238729583693674
       -2.4218369711000984 -2.6718369711000984 -0.17183697110009832 -0.2751302622476354
       -1.5251302622476355 -3.7751302622476355 -2.1041306053367284 -1.1041306053367284
       -0.6041306053367282
in      target i64 [4] values 2 0 1 2
in      weight f64 [3] values 0.5 1 2
in      ignore_index i64 [] values 0
out     loss f64 [] values 7.9811373896598266
value   rtol 1e-12 atol 1e-13   # a few roundings of double

case    internal_gradient
op      com.microsoft::SoftmaxCrossEntropyLossInternal 1
in      scores f64 [4,3] values 1.25 -1.75 -1.25 -1 -1.25 1.25 1.5 0.25 -2 -1.75 -0.75 -0.25
in      labels i64 [4] values 2 0 1 2
in      weights f64 [3] values 0.5 1 2
in      ignore_index i64 [] values 0
out     output any
out     log_prob f64 [4,3] values -0.12387295836936733 -3.1238729583693674 -2.6238729583693674
       -2.4218369711000984 -2.6718369711000984 -0.17183697110009832 -0.2751302622476354
       -1.5251302622476355 -3.7751302622476355 -2.1041306053367284 -1.1041306053367284
       -0.6041306053367282
value   rtol 1e-12 atol 1e-13   # a few roundings of double

case    internal_differences
op      com.microsoft::SoftmaxCrossEntropyLossInternal 1
attr    reduction "sum"
in      scores f64 [4,3] values 1.25 -1.75 -1.25 -1 -1.25 1.25 1.5 0.25 -2 -1.75 -0.75 -0.25
in      labels i64 [4] values 2 0 1 2
in      weights f64 [3] values 0.5 1 2
out     output any
out     log_prob any
grad    rtol 1e-5 atol 1e-8 step 1e-6 only 0   # log_prob is no part of the loss

case    internal_half_scores
op      com.microsoft::SoftmaxCrossEntropyLossInternal 1
attr    output_type 1
in      scores f16 [1,2] values 0 0
in      labels i64 [1] values 1
out     output f32 [] values 0.6931471824645996
out     log_prob f32 [1,2] values -0.6931471824645996 -0.6931471824645996
value   rtol 1e-6 atol 0

case    internal_half_grad
op      com.microsoft::SoftmaxCrossEntropyLossInternalGrad 1
attr    output_type 10
in      dY f32 [] values 1
in      log_prob f32 [1,2] values -0.6931471824645996 -0.6931471824645996
in      label i64 [1] values 1
out     d_logits f16 [1,2] values 0.5 -0.5
value   rtol 1e-3 atol 0   # half precision

case    internal_all_ignored
op      com.microsoft::SoftmaxCrossEntropyLossInternal 1
in      scores f64 [4,3] values 1.25 -1.75 -1.25 -1 -1.25 1.25 1.5 0.25 -2 -1.75 -0.75 -0.25
in      labels i64 [4] values -1 -1 -1 -1
out     output f64 [] values 0
out     log_prob f64 [4,3] values -0.12387295836936733 -3.1238729583693674 -2.6238729583693674
       -2.4218369711000984 -2.6718369711000984 -0.17183697110009832 -0.2751302622476354
       -1.5251302622476355 -3.7751302622476355 -2.1041306053367284 -1.1041306053367284
       -0.6041306053367282
value   rtol 1e-12 atol 1e-13   # a few roundings of double

case    grad_all_ignored
op      com.microsoft::SoftmaxCrossEntropyLossGrad 1
in      dY f64 [] values 1
in      log_prob f64 [4,3] values -0.12387295836936733 -3.1238729583693674 -2.6238729583693674
       -2.4218369711000984 -2.6718369711000984 -0.17183697110009832 -0.2751302622476354
       -1.5251302622476355 -3.7751302622476355 -2.1041306053367284 -1.1041306053367284
       -0.6041306053367282
in      label i64 [4] values -1 -1 -1 -1
out     d_logits f64 [4,3] values 0 0 0 0 0 0 0 0 0 0 0 0
value   rtol 0 atol 0

case    one_hot
op      com.microsoft::SoftmaxCrossEntropy 1
attr    reduction "mean"
in      logits f64 [4,3] values 1.25 -1.75 -1.25 -1 -1.25 1.25 1.5 0.25 -2 -1.75 -0.75 -0.25
in      label f64 [4,3] values 0 0 1 1 0 0 0 1 0 0 0 1
out     Y f64 [] values 1.7937426992634573
out     log_prob f64 [4,3] values -0.12387295836936733 -3.1238729583693674 -2.6238729583693674
       -2.4218369711000984 -2.6718369711000984 -0.17183697110009832 -0.2751302622476354
       -1.5251302622476355 -3.7751302622476355 -2.1041306053367284 -1.1041306053367284
       -0.6041306053367282
value   rtol 1e-12 atol 1e-13   # a few roundings of double

case    one_hot_differences
op      com.microsoft::SoftmaxCrossEntropy 1
attr    reduction "sum"
in      logits f64 [4,3] values 1.25 -1.75 -1.25 -1 -1.25 1.25 1.5 0.25 -2 -1.75 -0.75 -0.25
in      label f64 [4,3] values 0 0 1 1 0 0 0 1 0 0 0 1
out     Y any
out     log_prob any
grad    rtol 1e-5 atol 1e-8 step 1e-6 only 0   # log_prob is no part of the loss

case    one_hot_grad
op      com.microsoft::SoftmaxCrossEntropyGrad 1
attr    reduction "mean"
in      dY f64 [] values 0.75
in      log_prob f64 [4,3] values -0.12387295836936733 -3.1238729583693674 -2.6238729583693674
       -2.4218369711000984 -2.6718369711000984 -0.17183697110009832 -0.2751302622476354
       -1.5251302622476355 -3.7751302622476355 -2.1041306053367284 -1.1041306053367284
       -0.6041306053367282
in      label f64 [4,3] values 0 0 1 1 0 0 0 1 0 0 0 1
out     d_logits f64 [4,3] values 0.16565476388009898 0.008247465054760846 -0.1739022289348598
       -0.17085779607047624 0.012960961452347104 0.15789683461812914 0.14240122239318417
       -0.14670136670559802 0.00430014431241383 0.02286593480807416 0.06215605507951716
       -0.08502198988759133
value   rtol 1e-12 atol 1e-13   # a few roundings of double

case    sparse
op      ai.onnx::SparseSoftmaxCrossEntropy 9
attr    reduction "mean"
in      logits f64 [4,3] values 1.25 -1.75 -1.25 -1 -1.25 1.25 1.5 0.25 -2 -1.75 -0.75 -0.25
in      label i64 [4] values 2 0 1 2
in      weight f64 [4] values 0.5 1 2 0.25
out     Y f64 [] values 1.8493511002971295
out     log_prob f64 [4,3] values -0.12387295836936733 -3.1238729583693674 -2.6238729583693674
       -2.4218369711000984 -2.6718369711000984 -0.17183697110009832 -0.2751302622476354
       -1.5251302622476355 -3.7751302622476355 -2.1041306053367284 -1.1041306053367284
       -0.6041306053367282
value   rtol 1e-12 atol 1e-13   # a few roundings of double

case    sparse_differences
op      ai.onnx::SparseSoftmaxCrossEntropy 9
attr    reduction "mean"
in      logits f64 [4,3] values 1.25 -1.75 -1.25 -1 -1.25 1.25 1.5 0.25 -2 -1.75 -0.75 -0.25
in      label i64 [4] values 2 0 1 2
in      weight f64 [4] values 0.5 1 2 0.25
out     Y any
out     log_prob any
grad    rtol 1e-5 atol 1e-8 step 1e-6 only 0   # log_prob is no part of the loss

case    sparse_grad
op      ai.onnx::SparseSoftmaxCrossEntropyGrad 9
attr    reduction "mean"
in      dY f64 [] values 1
in      log_prob f64 [4,3] values -0.12387295836936733 -3.1238729583693674 -2.6238729583693674
       -2.4218369711000984 -2.6718369711000984 -0.17183697110009832 -0.2751302622476354
       -1.5251302622476355 -3.7751302622476355 -2.1041306053367284 -1.1041306053367284
       -0.6041306053367282
in      label i64 [4] values 2 0 1 2
in      weight f64 [4] values 0.5 1 2 0.25
out     d_logits f64 [4,3] values 0.11779894320362594 0.005864864038941046 -0.12366380724256697
       -0.242997754411344 0.01843336739889366 0.22456438701245032 0.4050523659183905
       -0.4172838875181455 0.012231521599754892 0.008130110153981924 0.022099930694939433
       -0.030230040848921357
value   rtol 1e-12 atol 1e-13   # a few roundings of double

case    bad_label
op      com.microsoft::SoftmaxCrossEntropyLossInternal 1
in      scores f64 [4,3] values 1.25 -1.75 -1.25 -1 -1.25 1.25 1.5 0.25 -2 -1.75 -0.75 -0.25
in      labels i64 [4] values 0 1 2 3
error   DATA 3

case    bad_type
op      com.microsoft::SoftmaxCrossEntropyLossInternal 1
attr    output_type 7
in      scores f64 [4,3] values 1.25 -1.75 -1.25 -1 -1.25 1.25 1.5 0.25 -2 -1.75 -0.75 -0.25
in      labels i64 [4] values 2 0 1 2
error   MODEL output_type

case    bad_weight
op      com.microsoft::SoftmaxCrossEntropyLossGrad 1
in      dY f64 [] values 1
in      log_prob f64 [4,3] values -0.12387295836936733 -3.1238729583693674 -2.6238729583693674
       -2.4218369711000984 -2.6718369711000984 -0.17183697110009832 -0.2751302622476354
       -1.5251302622476355 -3.7751302622476355 -2.1041306053367284 -1.1041306053367284
       -0.6041306053367282
in      label i64 [4] values 2 0 1 2
in      weight f64 [4] values 0 0 0 0
error   SHAPE 4 3

case    bad_rank
op      com.microsoft::SoftmaxCrossEntropyLossGrad 1
in      dY f64 [] values 1
in      log_prob f64 [4,3] values -0.12387295836936733 -3.1238729583693674 -2.6238729583693674
       -2.4218369711000984 -2.6718369711000984 -0.17183697110009832 -0.2751302622476354
       -1.5251302622476355 -3.7751302622476355 -2.1041306053367284 -1.1041306053367284
       -0.6041306053367282
in      label i64 [4,3] values 0 0 0 0 0 0 0 0 0 0 0 0
error   SHAPE rank
