print("gnomectl")
