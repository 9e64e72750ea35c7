home-title = On now
