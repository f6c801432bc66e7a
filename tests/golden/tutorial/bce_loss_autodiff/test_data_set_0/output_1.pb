B
grad_inputJM¨½ëÁ<†øf¼0ı`<.¨=*¼