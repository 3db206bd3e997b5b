print("gnome-server")
