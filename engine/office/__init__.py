"""What operators do, over the API or the command line: merchants, businesses, bookings by hand."""
