"""Changes of the form that would likely make the server accept it, by error type."""
