"""How much work it is to bring a pipeline's output to a gold annotation set."""
