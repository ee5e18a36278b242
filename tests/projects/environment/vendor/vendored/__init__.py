where = "by the path of a .pth file"
